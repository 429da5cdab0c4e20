"""What the build does to the package before it is zipped; run by the Makefile as ``python -m build_steps FOLDER``.

Here, and not beside `local/`, because `sam build` sees nothing but this folder. Never shipped. Not here: installing
the requirements and compiling (the Makefile).
"""
