"""The way in: answers ``--version`` at once, and leaves everything else to the command line."""

from __future__ import annotations

import sys

_STOPPED = 130


def main() -> None:
    """Run sheetqual."""
    try:
        if sys.argv[1:] in (["--version"], ["-V"]):
            from sheetqual._version import __version__  # noqa: PLC0415 - nothing else is needed

            print(f"sheetqual {__version__}", flush=True)  # noqa: T201 - the answer
            return
        import gc  # noqa: PLC0415

        # What a command reads stays to its end, so there is no garbage to look for; the screen
        # switches the collector on again.
        gc.disable()
        from sheetqual.cli import run  # noqa: PLC0415 - click takes longer than the answer above
    except KeyboardInterrupt:
        sys.exit(_STOPPED)
    except OSError:
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
