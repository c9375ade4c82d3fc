/// Prompts, configuration, store, experiments.
@NullMarked
package org.foregone.study;

import org.jspecify.annotations.NullMarked;
