"""Files as the Office for National Statistics lays them out, with invented rows."""

from collections.abc import Iterable, Iterator

OLD_HEADER = "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,ctry,lat,long"
"""The columns until early 2025 (some left out)."""
NEW_HEADER = (
    "pcd7,pcd8,pcds,dointr,doterm,cty25cd,ced25cd,lad25cd,wd25cd,parncp25cd,usrtypind,east1m,north1m,ctry25cd,lat,long"
)
"""The columns since then (some left out)."""
NAMES_HEADER = "WD25CD,WD25NM"
BARNET = "E09000003"
ELSEWHERE = "E09000099"
"""Another borough: an invented code."""


def row(
    postcode: str,
    *,
    borough: str = BARNET,
    ward: str = "W1",
    point: tuple[str, str] = ("51.6", "-0.2"),
    ended: str = "",
) -> str:
    """One row; `postcode` with its space."""
    first, second = postcode.split(" ")
    seven = first.ljust(4) + second if len(first) < 4 else first + second
    latitude, longitude = point
    codes = f'"{seven}","{first:<4} {second}","{postcode}"'
    return f'{codes},"198001","{ended}",X,X,{borough},{ward},X,0,1,1,X,{latitude},{longitude}'


def file(rows: Iterable[str], header: str = OLD_HEADER) -> Iterator[str]:
    """The lines of a file."""
    yield header + "\r\n"
    for line in rows:
        yield line + "\r\n"


def names(pairs: dict[str, str]) -> list[str]:
    """The lines of a file of ward names."""
    return [NAMES_HEADER + "\r\n", *(f"{code},{name}\r\n" for code, name in pairs.items())]
