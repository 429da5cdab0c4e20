"""What an Echo with a screen shows: documents of the Alexa Presentation Language, and what a touch on them sends."""
