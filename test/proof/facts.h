// What the provers are not told of C's 32-bit words. Nothing here is about the kernel.
#pragma once

#include <stdint.h>

/*@
  axiomatic words {
    // Conversion to unsigned, one lap above and below.
    axiom word_wraps_below: \forall integer x; -0x100000000 <= x < 0 ==>
      (uint32_t)x == x + 0x100000000;
    axiom word_wraps_above: \forall integer x; 0x100000000 <= x < 0x200000000 ==>
      (uint32_t)x == x - 0x100000000;

    // Bits, counted from the least significant one.
    axiom word_is_zero: \forall uint32_t word;
      (\forall integer i; 0 <= i < 32 ==> (word & (1 << i)) == 0) ==> word == 0;
    axiom word_is_full: \forall integer i; 0 <= i < 32 ==> (0xFFFFFFFF & (1 << i)) != 0;
    axiom word_low_bits: \forall uint32_t word; (word & 0x3FF) == word % 0x400;
  }
*/
