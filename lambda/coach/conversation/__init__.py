"""What is said when: a Turn in, a Reply out."""
