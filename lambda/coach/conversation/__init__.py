"""What is said when: a Turn in, a Reply out. One module a topic; a conversation function reads nothing else.

Not here: what is right to do (care), the words (content), anything of Amazon's (alexa), where profiles are kept
(profile).
"""
