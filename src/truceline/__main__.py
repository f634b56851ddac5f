"""`python -m truceline`: the same commands where no script is on the path."""

from truceline.cli import main

if __name__ == "__main__":
    main()
