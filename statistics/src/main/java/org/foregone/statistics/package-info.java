/// Numerics: estimators, intervals, tests.
@NullMarked
package org.foregone.statistics;

import org.jspecify.annotations.NullMarked;
