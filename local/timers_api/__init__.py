"""An emulator of Amazon's Timers and Reminders APIs: what a person has, the rules, failures on demand, the HTTP server.

Not here: timers set or changed by voice in English (`echo.native_timers`). Knows no other program.
"""
