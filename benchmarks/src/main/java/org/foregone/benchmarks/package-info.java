/// JMH benchmarks of what is ours and runs often; never shipped. `./dev bench` runs them.
@NullMarked
package org.foregone.benchmarks;

import org.jspecify.annotations.NullMarked;
