# SPDX-License-Identifier: MIT
"""ziparchive.py: a zip archive with the members and methods of a tar archive (tarfile.TarFile), for
sdists from before PEP 625."""

import os
import shutil
import stat
import tarfile
import zipfile

# The longest target of a symbolic link.
MAX_TARGET = 4096


class ZipArchive:
    def __init__(self, archive):
        self.archive = zipfile.ZipFile(archive)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.archive.close()

    def __iter__(self):
        for number, entry in enumerate(self.archive.infolist()):
            member = tarfile.TarInfo(entry.filename.rstrip("/"))
            mode = entry.external_attr >> 16
            member.offset, member.mode = number, mode & 0o777
            if entry.is_dir():
                member.type = tarfile.DIRTYPE
            elif stat.S_ISLNK(mode):
                member.type = tarfile.SYMTYPE
                with self.archive.open(entry) as file:
                    member.linkname = os.fsdecode(file.read(MAX_TARGET))
            else:
                member.size = entry.file_size
            yield member

    def extractfile(self, member):
        return self.archive.open(self.archive.infolist()[member.offset])

    def extract(self, member, directory, set_attrs=True):
        """A file or a directory; links are for the caller to make."""
        place = os.path.join(directory, member.name)
        if member.isdir():
            os.makedirs(place, exist_ok=True)
            return
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with self.extractfile(member) as source, open(place, "xb") as file:
            shutil.copyfileobj(source, file)
        if set_attrs:
            os.chmod(place, member.mode)
