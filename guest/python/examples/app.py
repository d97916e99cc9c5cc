import wasi_mknod  # first, at the top level
import os


class Run:
    def run(self):
        os.mkfifo("requests", 0o660)
        with open("requests") as requests:
            for line in requests:
                print("somebody wrote:", line, end="")
