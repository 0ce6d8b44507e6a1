"""Which engine reads communes fastest: ``engines.py TABLE.parquet ENGINE``, an environment each.

Reads the table, finds the figures printed once, turns their values into numbers and writes them;
prints processor seconds and the highest memory in MB.
"""

import resource
import sys
import time

KEY = ["entity", "indicator", "measure", "unit", "period"]
path, engine = sys.argv[1:]
target = f"{path}.{engine}"


def with_pandas() -> None:
    """Read as text, group, write."""
    import pandas as pd

    table = pd.read_parquet(path)
    once = table[~table.duplicated(KEY, keep=False)]
    once.assign(value=once.value.astype(float)).to_parquet(target)


def with_arrow() -> None:
    """Read as codes, number each figure, write; what ``data/communes.py`` does."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    table = parquet.read_table(path, read_dictionary=parquet.read_schema(path).names)
    columns = {
        name: table[name].unify_dictionaries().combine_chunks() for name in table.column_names
    }
    figure = np.int64(0)
    for name in KEY:
        figure = figure * len(columns[name].dictionary) + columns[name].indices.to_numpy()
    order = np.argsort(figure, kind="stable")
    again = np.diff(figure[order]) == 0
    once = np.ones(len(figure), dtype=bool)
    once[order[1:][again]] = once[order[:-1][again]] = False
    texts = columns["value"]
    number = np.array([float(text) for text in texts.dictionary.to_pylist()])
    table = table.set_column(4, "value", pa.array(number[texts.indices.to_numpy()]))
    parquet.write_table(table.filter(pa.array(once)), target)


def with_polars() -> None:
    """Read, count within figures, write."""
    import polars as pl

    table = pl.read_parquet(path).filter(pl.len().over(KEY) == 1)
    table.with_columns(pl.col("value").cast(pl.Float64)).write_parquet(target)


def with_duckdb() -> None:
    """Say it in SQL."""
    import duckdb

    columns = ", ".join(KEY)
    duckdb.sql(
        f"copy (select * replace (value::double as value) from '{path}' "
        f"qualify count(*) over (partition by {columns}) = 1) to '{target}' (format parquet)"
    )


began = time.process_time()
{"pandas": with_pandas, "arrow": with_arrow, "polars": with_polars, "duckdb": with_duckdb}[engine]()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{engine}: {time.process_time() - began:.2f} s, {peak:.0f} MB")
