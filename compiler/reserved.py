"""Words that some engine takes for its own: no column or query of ours is called so.

One list for all dialects, so that the SQL of each has the same names. From the engines' manuals.
"""

from typing import Final

_WORDS: Final = """
    abort accessible account add after all allowoverwrite alter always analyse analyze and
    ansi anti any array as asc asensitive asof assert_rows_modified asymmetric at attach
    authorization backup before begin between bigint binary bit blanksasnull blob boolean
    both break browse bulk by bytedict call cascade case cast change char character check
    checkpoint close clustered coalesce collate collation column columns commit compute
    concurrently condition conflict connection constraint contains containstable continue
    convert create credentials cross cube cume_dist current current_catalog current_date
    current_role current_schema current_time current_timestamp current_user current_user_id
    cursor database databases date day day_hour day_microsecond day_minute day_second dbcc
    deallocate dec decimal declare default deferrable define deflate defrag delayed delete
    delta dense_rank deny desc describe detach deterministic disable distinct distinctrow
    distributed div do double drop dual dump each else elseif empty emptyasnull enable
    enclosed encode encryption end enum errlvl escape escaped except exclude exec execute
    exists exit explain explicit external extract fail false fetch file fillfactor filter
    final first_value float following for force foreign format freetext freetexttable freeze
    from full fulltext function generated get glob global goto grant group grouping
    grouping_id groups gscluster gzip hash having high_priority holdlock hour
    hour_microsecond hour_minute hour_second identity identity_insert identitycol if ignore
    ilike in index indexed infile initially inner inout insensitive insert instead int
    integer intersect interval into io_after_gtids io_before_gtids is isnull iterate join
    json_table key keys kill lag lambda last_value lateral lead leading leave left like
    limit linear lineno lines load localtime localtimestamp lock long longblob longtext
    lookup loop low_priority lun luns lzo lzop map master_bind master_ssl_verify_server_cert
    match maxvalue mediumblob mediumint mediumtext merge middleint minus minute
    minute_microsecond minute_second mod modifies month national natural nchar new
    no_write_to_binlog nocheck nonclustered none not notnull nth_value ntile null nullif
    nulls numeric of off offline offset offsets oid old on only open opendatasource
    openquery openrowset openxml optimize optimizer_costs option optionally or order
    organization others out outer outfile over overlaps overlay parallel partition percent
    percent_rank permissions pivot pivot_longer pivot_wider placing positional pragma
    preceding precision prepare prewhere primary print proc procedure proto purge qualify
    query raise raiserror range rank raw read read_write readratio reads readtext real
    reconfigure recover recursive references regexp reindex rejectlog release rename repeat
    replace replication require resignal resort respect restore restrict return returning
    revert revoke right rlike rollback rollup row row_number rowcount rowguidcol rows sample
    save savepoint schema schemas second second_microsecond securityaudit select
    semantickeyphrasetable semi sensitive separator session_user set setof settings setuser
    show shutdown signal similar smallint snapshot some spatial specific sql sql_big_result
    sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl start starting
    statistics stored straight_join string struct substring summarize symmetric sync sysdate
    system table tablesample tag tdes temp temporary terminated textsize then ties time
    timestamp tinyblob tinyint tinytext to top totals trailing transaction treat trigger
    trim true truncate truncatecolumns try_cast tsequal tuple unbounded undo union unique
    unlock unnest unpack unpivot unsigned update updatetext usage use user using utc_date
    utc_time utc_timestamp vacuum values varbinary varchar varcharacter variadic varying
    verbose view virtual waitfor wallet when whenever where while window with within without
    write writetext xor year year_month zerofill
"""
RESERVED: Final = frozenset(_WORDS.split())
