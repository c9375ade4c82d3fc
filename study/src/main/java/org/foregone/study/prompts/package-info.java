/// Prompt files (JSONL, CSV, Parquet) turned into prompts, with every problem told at once. No
/// models here.
@NullMarked
package org.foregone.study.prompts;

import org.jspecify.annotations.NullMarked;
