"""How well the whole skill understands labelled sentences: each is said to it in its state, and its act judged.

Not here: what an utterance means (`nlu`), the virtual Echo (`echo`), and the labelled sentences (`tests/hearing`).
"""
