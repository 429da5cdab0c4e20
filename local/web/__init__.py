"""The skill as a web service: `POST /skill` by flask-ask-sdk, signature checks, and the simulator's page.

Not here: anything that a conversation is made of (`echo`): the page only sends lines and shows turns.
"""
