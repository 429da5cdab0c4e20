"""An emulator of Amazon's Timers API: a person's timers, the rules for them, failures on demand, and the HTTP server.

Not here: timers set or changed by voice in English (`echo.native_timers`). Knows no other program.
"""
