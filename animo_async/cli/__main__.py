"""`python -m animo_async.cli`: the `animo` command, if its script is not on the path."""

from animo_async.cli import main

if __name__ == "__main__":
    main()
