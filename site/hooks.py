"""Brings pages from outside of docs/ into the site and turns links for it; each page stays as GitHub shows it."""
import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "https://github.com/temporal-failover/temporal-failover/blob/main/"
OUTSIDE = {
    "README.md": "index.md",
    "deploy/README.md": "deploy/index.md",
    "deploy/cluster/README.md": "deploy/cluster.md",
    "deploy/terraform/README.md": "deploy/terraform.md",
    "native/README.md": "deploy/images.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changes.md",
    "SUPPORT.md": "support.md",
    "SECURITY.md": "security.md",
    "GOVERNANCE.md": "governance.md",
    "CODE_OF_CONDUCT.md": "code-of-conduct.md",
}
LINK = re.compile(r"(\]\()([^)\s#]+)(#[^)\s]*)?(\))")
ITEM = re.compile(r"(?:\d+\.|[-*]) +(?=\S)")


def on_files(files, config):
    for source, page in OUTSIDE.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text(encoding="utf-8")))
    files.remove(files.get_file_from_path("adr/template.md"))
    return files


def on_config(config):
    """Every decision record follows the index of them."""
    for section in config.nav:
        if "Decisions" in section:
            section["Decisions"] += ["adr/" + file.name for file in sorted((ROOT / "docs/adr").glob("0*.md"))]
    return config


def on_page_markdown(markdown, page, config, files):
    here = {site: source for source, site in OUTSIDE.items()}.get(page.file.src_uri, "docs/" + page.file.src_uri)

    def turned(link):
        target = link.group(2)
        if "://" in target or target.startswith("mailto:"):
            return link.group(0)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(here), target))
        if not (ROOT / path).exists():
            return link.group(0)  # mkdocs itself says that it leads nowhere
        site = OUTSIDE.get(path) or (path[len("docs/") :] if path.startswith("docs/") else None)
        if site and files.get_file_from_path(site):
            target = posixpath.relpath(site, posixpath.dirname(page.file.src_uri) or ".")
        else:
            target = SOURCE + path
        return link.group(1) + target + (link.group(3) or "") + link.group(4)

    return indented(LINK.sub(turned, markdown))


def indented(markdown):
    """Python's Markdown wants four columns below an item of a list; GitHub takes as many as its mark has."""
    lines, width, fence = [], 0, False
    for line in markdown.split("\n"):
        if line.lstrip().startswith("```"):
            fence = not fence
        item = None if fence else ITEM.match(line)
        if item:
            width = item.end()
        elif line and width and line.startswith(" " * width):
            line = "    " + line[width:]
        elif line and not line.startswith(" "):
            width = 0 if not lines or not lines[-1] else width
        lines.append(line)
    return "\n".join(lines)
