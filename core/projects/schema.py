"""The tables of the store. A change here raises `SCHEMA` and needs a migration."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA = 1
metadata = MetaData()

about = Table(
    "about",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("name", Text, nullable=False),
    # Tags with the marks of the app: see `tags.kept_text`.
    Column("tags", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("created", Float, nullable=False),
    Column("changed", Float, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("last_look", String(64), nullable=False),
)

history = Table(
    "history",
    metadata,
    Column("project", String(32), ForeignKey("projects.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    Column("recipe", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("saved", Float, nullable=False),
)

tables = Table(
    "tables",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("columns", Integer, nullable=False),
)

data_versions = Table(
    "data_versions",
    metadata,
    Column("owner", String(200), primary_key=True),
    Column("fingerprint", String(64), ForeignKey("tables.fingerprint"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("created", Float, nullable=False),
)

looks = Table(
    "looks",
    metadata,
    Column("project", String(32), ForeignKey("projects.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("origin", String(32), nullable=False),
    Column("model", Text, nullable=False),
    Column("recipe", String(64), nullable=False),
    Column("who", Text, nullable=False),
    Column("moment", Float, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
)

Index("projects_by_change", projects.c.owner, projects.c.changed)
