"""Whatever is sent or stored: inputs made of bytes, and what must hold of each. Run by hypothesis and by Atheris."""
