// Sets of small numbers, kept so that the smallest member is found in constant time.
//
// Members below `capacity` are single bits, the smallest at a word's most
// significant end, where count-leading-zeros finds it. Up to 32 members need
// one word. Above that the first word is a summary: its bit w (again from the
// top) is set exactly if word 1 + w is not zero; 32 such words hold 1,024.
//
// `capacity` is a constant at every call, so the branches on it cost nothing.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/attr.h"
#include "arch_port.h"

#define SET_WORDS(capacity) ((capacity) <= 32 ? 1 : 1 + ((capacity) + 31) / 32)
#define SET_CAPACITY_MAX 1024

/*@
  // Word w below the summary. It is an integer: WP would take that it is a word for so of any
  // memory, even of one that holds no words, and anything follows from that.
  // word_has: bit i of a word, counted from the top (test/proof/facts.h).
  logic integer set_word{L}(uint32_t *words, integer w) = words[1 + w];

  predicate set_holds{L}(uint32_t *words, integer capacity, integer i) =
    capacity <= 32 ? word_has(words[0], i) : word_has(set_word(words, i / 32), i % 32);

  // A set that can be relied on: nothing is in it that is not below its capacity, and the
  // summary is right.
  predicate set_is_one_word{L}(uint32_t *words, integer capacity) =
    \forall integer i; capacity <= i < 32 ==> !word_has(words[0], i);
  predicate set_is_summed{L}(uint32_t *words, integer capacity) =
    (\forall integer w; 0 <= w < (capacity + 31) / 32 ==>
      (word_has(words[0], w) <==> set_word(words, w) != 0)) &&
    (\forall integer w; (capacity + 31) / 32 <= w < 32 ==> !word_has(words[0], w));
  predicate set_is_bounded{L}(uint32_t *words, integer capacity) =
    \forall integer w, i; 0 <= w < (capacity + 31) / 32 && 0 <= i < 32 &&
      capacity <= 32 * w + i ==> !word_has(set_word(words, w), i);
  predicate set_is_sound{L}(uint32_t *words, integer capacity) =
    0 < capacity <= SET_CAPACITY_MAX &&
    (capacity <= 32 ? set_is_one_word(words, capacity) :
      set_is_summed(words, capacity) && set_is_bounded(words, capacity));

  predicate set_is_there{L}(uint32_t *words, integer capacity) =
    \valid(words + (0 .. SET_WORDS(capacity) - 1));

  // Words that are zero make a set of nothing; it is the same set while its words are.
  predicate set_is_clear{L}(uint32_t *words, integer capacity) =
    \forall integer w; 0 <= w < SET_WORDS(capacity) ==> words[w] == 0;
  lemma set_clear_is_sound{L}: \forall uint32_t *words, integer capacity;
    0 < capacity <= SET_CAPACITY_MAX && set_is_clear(words, capacity) ==>
      set_is_sound(words, capacity) &&
      \forall integer i; 0 <= i < capacity ==> !set_holds(words, capacity, i);
  predicate set_stays{A, B}(uint32_t *words, integer capacity) =
    \forall integer w; 0 <= w < SET_WORDS(capacity) ==> \at(words[w], A) == \at(words[w], B);
  lemma set_stays_sound{A, B}: \forall uint32_t *words, integer capacity;
    set_is_sound{A}(words, capacity) && set_stays{A, B}(words, capacity) ==>
      set_is_sound{B}(words, capacity);
*/

// Of a word, for i below 32.
/*@
  requires i < 32;
  ensures \result == 0x80000000 >> i;
  assigns \nothing;
*/
ALWAYS_INLINE uint32_t set_bit(uint32_t i)
{
	return 0x80000000u >> i;
}

// The bits of a word that stand for i and what is greater.
/*@
  requires i < 32;
  ensures \forall integer j; 0 <= j < 32 ==> (word_has(\result, j) <==> j >= i);
  assigns \nothing;
*/
ALWAYS_INLINE uint32_t set_bits_from(uint32_t i)
{
	return 0xFFFFFFFFu >> i;
}

// For a member that is added and removed often: its bit is known, set_bit(i % 32).
/*@
  requires set_is_there(words, capacity);
  requires set_is_sound(words, capacity) && i < capacity && bit == 0x80000000 >> i % 32;
  ensures set_is_sound(words, capacity) && words[0] != 0;
  ensures \forall integer j; 0 <= j < capacity ==>
    (set_holds(words, capacity, j) <==> j == i || \old(set_holds(words, capacity, j)));
  assigns words[0 .. SET_WORDS(capacity) - 1];
*/
ALWAYS_INLINE void set_add_bit(uint32_t *words, uint32_t capacity, uint32_t i, uint32_t bit)
{
	if (capacity <= 32) {
		words[0] |= bit;
		return;
	}
	words[1 + i / 32] |= bit;
	words[0] |= set_bit(i / 32);
	/*@ assert \forall integer w; 0 <= w < (capacity + 31) / 32 && w != i / 32 ==>
	      set_word(words, w) == \at(set_word(words, w), Pre); */
	/*@ assert \forall integer j; 0 <= j < 32 ==> (word_has(set_word(words, i / 32), j) <==>
	      j == i % 32 || \at(word_has(set_word(words, i / 32), j), Pre)); */
	//@ assert set_is_bounded(words, capacity);
	/*@ assert \forall integer w; 0 <= w < 32 ==>
	      (word_has(words[0], w) <==> w == i / 32 || \at(word_has(words[0], w), Pre)); */
	//@ assert set_word(words, i / 32) != 0;
	//@ assert set_is_summed(words, capacity);
}

/*@
  requires set_is_there(words, capacity);
  requires set_is_sound(words, capacity) && i < capacity && bit == 0x80000000 >> i % 32;
  ensures set_is_sound(words, capacity);
  ensures \forall integer j; 0 <= j < capacity ==>
    (set_holds(words, capacity, j) <==> j != i && \old(set_holds(words, capacity, j)));
  assigns words[0 .. SET_WORDS(capacity) - 1];
*/
ALWAYS_INLINE void set_remove_bit(uint32_t *words, uint32_t capacity, uint32_t i, uint32_t bit)
{
	if (capacity <= 32) {
		words[0] &= ~bit;
		return;
	}
	words[1 + i / 32] &= ~bit;
	if (words[1 + i / 32] == 0)
		words[0] &= ~set_bit(i / 32);
	/*@ assert \forall integer w; 0 <= w < (capacity + 31) / 32 && w != i / 32 ==>
	      set_word(words, w) == \at(set_word(words, w), Pre); */
	/*@ assert \forall integer j; 0 <= j < 32 ==> (word_has(set_word(words, i / 32), j) <==>
	      j != i % 32 && \at(word_has(set_word(words, i / 32), j), Pre)); */
	//@ assert set_is_bounded(words, capacity);
	/*@ assert \forall integer w; 0 <= w < 32 && w != i / 32 ==>
	      (word_has(words[0], w) <==> \at(word_has(words[0], w), Pre)); */
	//@ assert word_has(words[0], i / 32) <==> set_word(words, i / 32) != 0;
	//@ assert set_is_summed(words, capacity);
}

/*@
  requires set_is_there(words, capacity);
  requires set_is_sound(words, capacity) && i < capacity && bit == 0x80000000 >> i % 32;
  ensures \result <==> set_holds(words, capacity, i);
  ensures \result ==> words[0] != 0;
  assigns \nothing;
*/
ALWAYS_INLINE bool set_has_bit(const uint32_t *words, uint32_t capacity, uint32_t i, uint32_t bit)
{
	//@ assert capacity <= 32 ==> i == i % 32;
	/*@ assert \forall integer w; w == words[capacity <= 32 ? 0 : 1 + i / 32] ==>
	      (word_has(w & bit, i % 32) <==> word_has(w, i % 32)); */
	/*@ assert capacity > 32 && (words[1 + i / 32] & bit) != 0 ==> set_word(words, i / 32) != 0; */
	/*@ assert capacity > 32 && (words[1 + i / 32] & bit) != 0 ==> word_has(words[0], i / 32); */
	return (words[capacity <= 32 ? 0 : 1 + i / 32] & bit) != 0;
}

/*@
  requires set_is_there(words, capacity);
  requires set_is_sound(words, capacity) && i < capacity;
  ensures set_is_sound(words, capacity) && words[0] != 0;
  ensures \forall integer j; 0 <= j < capacity ==>
    (set_holds(words, capacity, j) <==> j == i || \old(set_holds(words, capacity, j)));
  assigns words[0 .. SET_WORDS(capacity) - 1];
*/
ALWAYS_INLINE void set_add(uint32_t *words, uint32_t capacity, uint32_t i)
{
	set_add_bit(words, capacity, i, set_bit(i % 32));
}

/*@
  requires set_is_there(words, capacity);
  requires set_is_sound(words, capacity) && i < capacity;
  ensures set_is_sound(words, capacity);
  ensures \forall integer j; 0 <= j < capacity ==>
    (set_holds(words, capacity, j) <==> j != i && \old(set_holds(words, capacity, j)));
  assigns words[0 .. SET_WORDS(capacity) - 1];
*/
ALWAYS_INLINE void set_remove(uint32_t *words, uint32_t capacity, uint32_t i)
{
	set_remove_bit(words, capacity, i, set_bit(i % 32));
}

/*@
  requires set_is_there(words, capacity);
  requires set_is_sound(words, capacity) && i < capacity;
  ensures \result <==> set_holds(words, capacity, i);
  ensures \result ==> words[0] != 0;
  assigns \nothing;
*/
ALWAYS_INLINE bool set_has(const uint32_t *words, uint32_t capacity, uint32_t i)
{
	return set_has_bit(words, capacity, i, set_bit(i % 32));
}

/*@
  requires \valid_read(words);
  ensures \result <==> words[0] == 0;
  ensures \result ==> \forall integer capacity, i; set_is_sound(words, capacity) &&
    0 <= i < capacity ==> !set_holds(words, capacity, i);
  assigns \nothing;
*/
ALWAYS_INLINE bool set_is_empty(const uint32_t *words)
{
	return words[0] == 0;
}

// The smallest member. The set must not be empty.
/*@
  requires set_is_there(words, capacity);
  requires set_is_sound(words, capacity) && words[0] != 0;
  ensures \result < capacity && set_holds(words, capacity, \result);
  ensures \forall integer i; 0 <= i < \result ==> !set_holds(words, capacity, i);
  assigns \nothing;
*/
ALWAYS_INLINE uint32_t set_first(const uint32_t *words, uint32_t capacity)
{
	uint32_t top = arch_count_leading_zeros(words[0]);

	if (capacity <= 32)
		return top;
	//@ assert word_has(words[0], top) && top < (capacity + 31) / 32;
	//@ assert set_word(words, top) == words[1 + top];
	//@ assert word_has(set_word(words, top), word_first(set_word(words, top)));
	//@ assert top * 32 + word_first(set_word(words, top)) < capacity;
	return top * 32 + arch_count_leading_zeros(words[1 + top]);
}

// The smallest member that is at least `from`. False: there is none.
/*@
  requires set_is_there(words, capacity);
  requires set_is_sound(words, capacity) && \valid(member) &&
    \separated(member, words + (0 .. SET_WORDS(capacity) - 1));
  ensures \result ==> from <= *member < capacity && set_holds(words, capacity, *member) &&
    \forall integer i; from <= i < *member ==> !set_holds(words, capacity, i);
  ensures !\result ==>
    \forall integer i; from <= i < capacity ==> !set_holds(words, capacity, i);
  assigns *member;
*/
ALWAYS_INLINE bool set_next(const uint32_t *words, uint32_t capacity, uint32_t from,
			    uint32_t *member)
{
	uint32_t rest;

	if (from >= capacity)
		return false;
	if (capacity <= 32) {
		rest = words[0] & set_bits_from(from);
		*member = rest != 0 ? arch_count_leading_zeros(rest) : 0;
		return rest != 0;
	}
	rest = words[1 + from / 32] & set_bits_from(from % 32);
	/*@ assert \forall integer i; 0 <= i < 32 ==>
	      (word_has(rest, i) <==> i >= from % 32 && word_has(set_word(words, from / 32), i)); */
	if (rest != 0) {
		*member = from / 32 * 32 + arch_count_leading_zeros(rest);
		//@ assert *member / 32 == from / 32 && *member % 32 == word_first(rest);
		return true;
	}
	//@ assert \forall integer i; from % 32 <= i < 32 ==> !word_has(set_word(words, from / 32), i);
	// The words behind; none is behind the 32nd.
	rest = words[0] & set_bits_from(from / 32) & ~set_bit(from / 32);
	/*@ assert \forall integer w; 0 <= w < 32 ==>
	      (word_has(rest, w) <==> w > from / 32 && word_has(words[0], w)); */
	if (rest == 0)
		return false;
	rest = arch_count_leading_zeros(rest);
	//@ assert from / 32 < rest < (capacity + 31) / 32 && word_has(words[0], rest);
	//@ assert \forall integer w; from / 32 < w < rest ==> set_word(words, w) == 0;
	//@ assert set_word(words, rest) == words[1 + rest];
	//@ assert word_has(set_word(words, rest), word_first(set_word(words, rest)));
	*member = rest * 32 + arch_count_leading_zeros(words[1 + rest]);
	//@ assert *member / 32 == rest && *member % 32 == word_first(set_word(words, rest));
	/*@ assert \forall integer w, i; from / 32 <= w <= rest && 0 <= i < 32 &&
	      from <= 32 * w + i < *member ==> !word_has(set_word(words, w), i); */
	return true;
}
