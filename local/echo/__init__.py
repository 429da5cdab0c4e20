"""The virtual Echo: the device, Alexa's own answers, requests and Amazon's rules for responses, scripts, the terminal.

Not here: what an utterance means (`nlu`), the Timers API (`timers_api`), and the skill, which is a handler passed in.
"""
