"""Back Spasm Coach: a hands-free skill for somebody on the floor with a back spasm."""
