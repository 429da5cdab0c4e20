"""What an Echo shows beside what is said: which screen, with what data. Loaded only where there is a screen."""
