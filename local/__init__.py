"""The whole skill on a laptop: a virtual Echo, Amazon's side of the conversation, and a timers service."""
