/// The command line.
@NullMarked
package org.foregone.app;

import org.jspecify.annotations.NullMarked;
