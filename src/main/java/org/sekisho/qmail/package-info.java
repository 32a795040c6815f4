/// Reads an installation of qmail and vpopmail into values and names its relay holes. Nothing is ever written
/// there, and nothing is dropped in silence: what is not understood is a [NotCarried].
@NullMarked
package org.sekisho.qmail;

import org.jspecify.annotations.NullMarked;
