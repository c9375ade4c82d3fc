/// The study folder and its SQLite file, as docs/STORE.md tells people who read them from outside.
/// Nothing here measures.
@NullMarked
package org.foregone.study.store;

import org.jspecify.annotations.NullMarked;
