"""The page for the clinician: all the medicine in one file to print, and what has changed since the last review.

Not here: the medicine itself (`lambda/coach/content`, `lambda/coach/care`), the reasons (`docs/care`), and the reviews
that were recorded (`docs/care/reviews`).
"""
