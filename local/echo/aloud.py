"""Reads what Alexa says aloud, by espeak-ng, where that is installed."""

import shutil
import subprocess

from local.echo.transcript import TranscriptTurn

_WORDS_A_MINUTE = "160"
MISSING = "local: espeak-ng is missing, so nothing is read aloud: install it (Debian: apt-get install espeak-ng)"


class Voice:
    """Speaks one thing at a time; the next cuts off the one before, as on a device."""

    def __init__(self, program: str) -> None:
        """`program` is espeak-ng's."""
        self._program = program
        self._speaking: subprocess.Popen[bytes] | None = None

    def say(self, turn: TranscriptTurn) -> None:
        """Say what was spoken in a turn, its breaks and pace with it."""
        response = (turn.response or {}).get("response") or {}
        ssml = str((response.get("outputSpeech") or {}).get("ssml") or turn.speech)
        for words in (*turn.rings, *([turn.reprompt] if turn.utterance == "@silence" and turn.reprompt else [ssml])):
            self.words(words)

    def words(self, words: str) -> None:
        """Say words, which may be SSML."""
        self.stop()
        if words:
            command = [self._program, "-m", "-s", _WORDS_A_MINUTE, "--stdin"]
            self._speaking = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            if self._speaking.stdin is not None:
                self._speaking.stdin.write(words.encode())
                self._speaking.stdin.close()

    def stop(self) -> None:
        """Fall silent."""
        if self._speaking is not None and self._speaking.poll() is None:
            self._speaking.terminate()
            self._speaking.wait()
        self._speaking = None


def voice() -> Voice | None:
    """Return a voice; None where there is none on this machine."""
    program = shutil.which("espeak-ng") or shutil.which("espeak")
    return Voice(program) if program else None
