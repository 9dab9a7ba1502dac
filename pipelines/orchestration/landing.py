"""The first step of an edition: its bytes under their hash, and a note which bytes and which name these are."""

import json
from dataclasses import asdict, dataclass

from pipelines import receive, stage
from pipelines.files import write_whole
from pipelines.orchestration.waiting import Waiting
from schemas.shown import shown_file

_NOTE = "landed.json"


@dataclass(frozen=True)
class Landed:
    """The bytes an edition is made from."""

    file: str
    sha256: str
    size: int

    @property
    def content(self) -> bytes:
        """The bytes as they came."""
        return receive.object_path(self.sha256).read_bytes()


def land(each: Waiting) -> Landed:
    """Keep the bytes of a file under their hash, and note them as those of its edition."""
    content = each.content
    landed = Landed(shown_file(each.file), each.sha256, len(content))
    write_whole(receive.object_path(each.sha256), content)
    note = stage.folder_of("landed", each.source_id, each.edition) / _NOTE
    write_whole(note, json.dumps(asdict(landed)).encode())
    return landed


def landed(source_id: str, edition: str) -> Landed:
    """What landed last for an edition. Raises FileNotFoundError where nothing did."""
    note = stage.folder_of("landed", source_id, edition) / _NOTE
    return Landed(**json.loads(note.read_text(encoding="utf-8")))
