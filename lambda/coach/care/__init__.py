"""What is right to do: the medicine. Imports nothing from the other rooms."""
