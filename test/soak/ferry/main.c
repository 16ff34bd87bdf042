// The ferry: each trip lends a cargo to harbour, which turns it. Then it looks at its
// registers, and asks north for its health.
#include "gen/task.h"
#include "test/soak/protocol.h"
#include "test/suite/protocol.h"
#include "test/suite/suite/probe.h"
#include "ulib/lease.h"
#include "ulib/panic.h"
#include "ulib/slot.h"
#include "ulib/time.h"

TASK_SLOT(keeper_slot, "keeper");
TASK_SLOT(harbour_slot, "harbour");
TASK_SLOT(north_slot, "north");

static uint8_t cargo[CARGO_SIZE];

static uint32_t load(uint32_t trip)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < CARGO_SIZE; i++) {
		cargo[i] = cargo_byte(trip, i);
		sum += cargo[i];
	}
	return sum;
}

static void check(uint32_t trip, const struct receipt *receipt)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < CARGO_SIZE; i++) {
		ASSERT(cargo[i] == cargo_turned(cargo_byte(trip, i)));
		sum += cargo[i];
	}
	ASSERT(receipt->number == trip && receipt->sum == sum);
}

static void turn_cargo(uint32_t number)
{
	struct trip trip = {number, load(number)};
	const struct lease leases[] = {lease_read_write(cargo, sizeof cargo),
				       lease_read(&trip, sizeof trip)};
	struct receipt receipt = {0, 0};
	struct sys_result result = sys_send(slot_peer(&harbour_slot), HARBOUR_TURN, &trip,
					    sizeof trip, &receipt, sizeof receipt, leases, 2);

	ASSERT(result.code == 0 && result.size == sizeof receipt && trip.number == number);
	check(number, &receipt);
}

static void ask_north(uint32_t number)
{
	uint32_t word = number;
	struct sys_result result = sys_send(slot_peer(&north_slot), NEIGHBOUR_ECHO, &word,
					    sizeof word, &word, sizeof word, NULL, 0);

	ASSERT(result.code == 0 && result.size == sizeof word && word == ~number);
	result = sys_send(slot_peer(&north_slot), NEIGHBOUR_DAMAGE, NULL, 0, &word, sizeof word,
			  NULL, 0);
	ASSERT(result.code == 0 && result.size == sizeof word && word == 0);
}

int main(void)
{
	for (uint32_t number = 1;; number++) {
		struct sys_result result;

		turn_cargo(number);
		ASSERT(probe_spin(200, number) == 0);
		if (number % 4 == 0)
			ask_north(number);
		result = sys_send(slot_peer(&keeper_slot), KEEPER_ALIVE, NULL, 0, NULL, 0, NULL, 0);
		ASSERT(result.code == 0);
		time_sleep_for(number % 8);
	}
}
