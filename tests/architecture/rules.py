"""The rules of the house, each a function from a source file to what is wrong with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from tests.architecture.floors import floors, imports
from tests.architecture.sources import Source

Rule = Callable[[Source], Iterator[str]]
FILE_LINES, FUNCTION_LINES, PAGE_LINES, PARAMETERS = 500, 50, 120, 5
HEAVY = ("sklearn", "xgboost", "lightgbm", "optuna", "shap", "scipy", "plotly", "imblearn", "dask")
COMPUTING = ("pandas", "numpy", *HEAVY, "pyarrow", "duckdb", "polars")
PARSERS = (
    *("core.loading", "core.sources.weigh", "core.sources.unpack", "core.sources.guessing"),
    *("core.sources.web.pages", "core.sources.web.files", "core.sources.web.html"),
)
READING = ("load", "look", "pieces", "brought", "guess", "fetch")
MAY_READ = {
    "pages/ui/database_form.py": "20 rows that a driver decodes; files have a reader of their own",
    "pages/ui/mongo_form.py": "the first batch of documents",
}
MAY_CATCH_ALL = {
    "pages/ui/guards.py": "the frame of every page says what went wrong",
    "core/jobs/worker.py": "the frame of every job does the same",
    "core/jobs/child.py": "the last frame of a worker's process",
    "core/fenced/reader.py": "the last frame of a process that reads a file",
    "core/training/unit.py": "a model may raise anything; it fails alone and the others go on",
}
SAFE, THEME, SESSION = "pages/ui/safe.py", "pages/ui/theme.py", "pages/ui/session.py"
RAW_CALLS = ("cache_data", "cache_resource", "download_button", "html", "components", "iframe")
NO_NAMES = ("utils", "util", "helpers", "helper", "common", "manager", "misc", "base", "tools")
PICKLES = ("pickle", "cPickle", "_pickle", "dill", "cloudpickle", "marshal", "shelve", "jsonpickle")
WRITERS = {"Pickler", "PickleBuffer"}
MAY_WRITE_PICKLES = {"core/training/size.py": "it counts the bytes of a model and keeps none"}
LOADERS = (
    "joblib.load",
    "pd.read_pickle",
    "pandas.read_pickle",
    "torch.load",
    "yaml.load",
    "yaml.unsafe_load",
    "np.fromfile",
)
RUNNING = ("eval", "exec", "compile", "__import__")
SETTERS = ("set_option", "filterwarnings", "simplefilter", "seed", "set_config")


def no_streamlit_in_core(source: Source) -> Iterator[str]:
    """The core runs without a browser."""
    if source.path.startswith("core/"):
        for line, module in imports(source):
            if module.split(".")[0] in ("streamlit", "pages", "app"):
                yield f"line {line}: core imports {module}"


def pages_never_compute(source: Source) -> Iterator[str]:
    """A page draws; tables and models belong to the core."""
    if source.is_page or source.path in ("app.py", "server.py"):
        for line, module in imports(source):
            if module.split(".")[0] in COMPUTING:
                yield f"line {line}: a page imports {module}"


def files_are_read_behind_the_fence(source: Source) -> Iterator[str]:
    """What crashes its reader must not take the server along, so pages ask `core.fenced`."""
    if not source.path.startswith(("pages/", "app.py")):
        return
    for line, module in imports(source):
        if module.startswith(PARSERS):
            yield f"line {line}: {module} reads files in the server itself"
    if source.path in MAY_READ:
        return
    for node in source.nodes:
        if _reads(node):
            yield f"line {node.lineno}: {ast.unparse(node)} in the server itself"


def _reads(node: ast.AST) -> bool:
    """Tell whether a source is asked for its rows, not by way of the fence."""
    if not (isinstance(node, ast.Attribute) and node.attr in READING):
        return False
    return not (isinstance(node.value, ast.Name) and node.value.id in ("fenced", "web"))


def pages_define_no_types(source: Source) -> Iterator[str]:
    """Pages are executed again on every click, so their classes would change identity."""
    if source.is_page:
        for node in source.nodes:
            if isinstance(node, ast.ClassDef):
                yield f"line {node.lineno}: class {node.name} in a page"


def heavy_imports_are_local(source: Source) -> Iterator[str]:
    """Start-up stays fast: heavy libraries are imported in the function that needs them."""
    if not source.path.startswith(("pages/", "app.py", "server.py")):
        return
    for node in source.tree.body:
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            if name.split(".")[0] in HEAVY:
                yield f"line {node.lineno}: {name} at module level"


def one_door_to_the_session(source: Source) -> Iterator[str]:
    """Only session.py touches st.session_state."""
    if source.is_product and source.path != SESSION:
        yield from _attributes(source, ("session_state",))


def raw_calls_only_in_safe(source: Source) -> Iterator[str]:
    """Caches, downloads and HTML go through safe.py, charts through theme.py."""
    if not source.is_product or source.path.startswith("core/"):
        return
    if source.path != SAFE:
        for node in source.nodes:
            if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
                yield f"line {node.value.lineno}: unsafe_allow_html"
            if _is_streamlit_attribute(node, RAW_CALLS):
                yield f"line {node.lineno}: {ast.unparse(node)}"  # type: ignore[attr-defined]
        for line, module in imports(source):
            if module.startswith("streamlit.components"):
                yield f"line {line}: {module}"
    if source.path != THEME:
        yield from _attributes(source, ("plotly_chart",))


def nothing_is_run_from_text(source: Source) -> Iterator[str]:
    """No eval, exec, frame.query or unpickling: text and files from outside stay data."""
    if not source.is_product:
        return
    for line, module in imports(source):
        if module.split(".")[0] in PICKLES and line not in _writing(source):
            yield f"line {line}: imports {module}"
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called in RUNNING or called in LOADERS:
            yield f"line {node.lineno}: {called}()"
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("query", "eval"):
            yield f"line {node.lineno}: {called}()"
        if any(word.arg == "allow_pickle" and not _is(word.value, False) for word in node.keywords):
            yield f"line {node.lineno}: allow_pickle"
        if any(word.arg == "shell" and not _is(word.value, False) for word in node.keywords):
            yield f"line {node.lineno}: shell"


def _writing(source: Source) -> set[int]:
    """Return the lines that import what writes pickles and cannot read them, where that may be."""
    if source.path not in MAY_WRITE_PICKLES:
        return set()
    found = [node for node in source.nodes if isinstance(node, ast.ImportFrom)]
    return {node.lineno for node in found if {name.name for name in node.names} <= WRITERS}


def errors_are_caught_by_name(source: Source) -> Iterator[str]:
    """Only the page frame and the job worker catch everything; nothing is swallowed."""
    if not source.is_product:
        return
    for node in source.nodes:
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = "" if node.type is None else ast.unparse(node.type)
        everything = not caught or re.search(r"\b(Base)?Exception\b", caught)
        last = node.body[-1]
        passed_on = isinstance(last, ast.Raise) and last.exc is None
        if everything and not passed_on and source.path not in MAY_CATCH_ALL:
            yield f"line {node.lineno}: except {caught or 'everything'}"
        if all(isinstance(line, ast.Pass) for line in node.body):
            yield f"line {node.lineno}: an error is swallowed"


def sizes(source: Source) -> Iterator[str]:
    """Files, functions and pages stay small enough to read at once."""
    if not source.is_python:
        return
    lines = source.text.count("\n")
    if lines > FILE_LINES:
        yield f"{lines} lines; at most {FILE_LINES}"
    if source.is_page and lines > PAGE_LINES:
        yield f"a page of {lines} lines; at most {PAGE_LINES}"
    for node in _functions(source):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > FUNCTION_LINES:
            yield f"line {node.lineno}: {node.name} has {length} lines; at most {FUNCTION_LINES}"


def few_parameters(source: Source) -> Iterator[str]:
    """At most five parameters; more of them are a value that has no name yet."""
    if not source.is_product:
        return
    for node in _functions(source):
        every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        own = [given for given in every if given.arg not in ("self", "cls")]
        if len(own) > PARAMETERS:
            yield f"line {node.lineno}: {node.name} has {len(own)} parameters"


def names_say_something(source: Source) -> Iterator[str]:
    """No file is named after nothing."""
    parts = source.path.removesuffix(".py").split("/")
    if source.is_python and any(part in NO_NAMES for part in parts):
        yield f"'{parts[-1]}' names no idea"


def public_names_are_documented(source: Source) -> Iterator[str]:
    """Every module, public class and public function says what it is for."""
    if not source.is_product:
        return
    if source.tree.body and not ast.get_docstring(source.tree):
        yield "the module has no docstring"
    for node in (source.tree, *_public(source.tree)):
        text = ast.get_docstring(node)
        name = getattr(node, "name", "the module")
        if text is None and node is not source.tree:
            yield f"line {node.lineno}: {name} has no docstring"  # type: ignore[union-attr]
        if text and text.partition("\n\n")[0].rstrip()[-1:] not in ".:?":
            yield f"what is said first about {name} is not a sentence"


def annotations_are_late(source: Source) -> Iterator[str]:
    """Every module that defines something starts with `from __future__ import annotations`."""
    defines = (ast.ClassDef, ast.FunctionDef, ast.AnnAssign)
    needs = source.is_product and any(isinstance(node, defines) for node in source.tree.body)
    if needs and "__future__" not in {module for _, module in imports(source)}:
        yield "no 'from __future__ import annotations'"


def nothing_global_changes(source: Source) -> Iterator[str]:
    """No global statement, and no library setting or environment changed on import."""
    if not source.is_product:
        return
    for node in source.nodes:
        if isinstance(node, ast.Global):
            yield f"line {node.lineno}: global"
    for statement in source.tree.body:
        text = ast.unparse(statement)
        if isinstance(statement, ast.Assign) and text.startswith("os.environ["):
            yield f"line {statement.lineno}: os.environ is changed on import"
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in SETTERS:
            yield f"line {statement.lineno}: {text}"


_HERE = re.compile("/wo" + r"rk(/|\b(?!\w))")
_TEMPORARY = re.compile("/tm" + "p(/|\\b)")
_HOSTS = ("files.python" + "hosted.org", "pypi" + ".org/simple", "registry.npm" + "js.org")
_OUTSIDE = ".." + "/shared"


def no_place_of_ours_is_named(source: Source) -> Iterator[str]:
    """No machine's folders and no package index stand in what we ship."""
    tests = source.path.startswith(("tests/", "benchmarks/"))
    for number, line in enumerate(source.text.splitlines(), 1):
        if re.search(r"(?<![\w.:/}])" + _HERE.pattern, line):
            yield f"line {number}: a folder of one machine"
        if not tests and (_TEMPORARY.search(line) or _OUTSIDE in line):
            yield f"line {number}: a folder of one machine"
        yield from (f"line {number}: {host}" for host in _HOSTS if host in line)


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        floors,
        no_streamlit_in_core,
        pages_never_compute,
        files_are_read_behind_the_fence,
        pages_define_no_types,
        heavy_imports_are_local,
        one_door_to_the_session,
        raw_calls_only_in_safe,
        nothing_is_run_from_text,
        errors_are_caught_by_name,
        sizes,
        few_parameters,
        names_say_something,
        public_names_are_documented,
        annotations_are_late,
        nothing_global_changes,
        no_place_of_ours_is_named,
    )
}


def _functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _public(tree: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    """Return public functions, classes, and the methods that no contract documents."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        yield node
        if isinstance(node, ast.ClassDef) and not node.bases:
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                    yield method


def _attributes(source: Source, names: tuple[str, ...]) -> Iterator[str]:
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in names:
            yield f"line {node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.ImportFrom):
            taken = [name.name for name in node.names if name.name in names]
            yield from (f"line {node.lineno}: imports {name}" for name in taken)


def _is_streamlit_attribute(node: ast.AST, names: tuple[str, ...]) -> bool:
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("streamlit"):
        return any(name.name in names for name in node.names)
    return (
        isinstance(node, ast.Attribute)
        and node.attr in names
        and ast.unparse(node.value).split(".")[0] in ("st", "streamlit")
    )


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
