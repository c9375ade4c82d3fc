package org.foregone.study.prompts;

import java.util.Map;

/// One record of a prompt file, not yet understood.
///
/// @param number line of a JSONL file, row of a table, from 1
/// @param fields text by column; empty where a column has no value
record Row(int number, Map<String, String> fields) {}
