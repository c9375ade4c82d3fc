/// Chat templates, reasoning formats, spans.
@NullMarked
package org.foregone.dialogue;

import org.jspecify.annotations.NullMarked;
