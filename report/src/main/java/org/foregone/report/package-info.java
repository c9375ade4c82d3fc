/// Findings to one HTML page.
@NullMarked
package org.foregone.report;

import org.jspecify.annotations.NullMarked;
