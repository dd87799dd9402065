/* SPDX-License-Identifier: MIT */
/* transferqueue: in order, later, and until the last has ended. */
#include "unit.h"

#include <time.h>

#include "fetch/transferqueue.h"

static void order(void **state)
{
	(void)state;
	struct transfer first = {0}, second = {0}, third = {0};
	struct transfer_queue queue;

	transferqueue_begin(&queue, 2);
	assert_null(transferqueue_take(&queue));
	transferqueue_put(&queue, &first, 0);
	transferqueue_put(&queue, &second, 0);
	assert_int_equal(transferqueue_idle(&queue, true, 100), 0);
	assert_int_equal(transferqueue_idle(&queue, false, 100), 100);
	assert_ptr_equal(transferqueue_take(&queue), &first);
	transferqueue_add(&queue, &third);
	assert_ptr_equal(transferqueue_take(&queue), &second);
	assert_ptr_equal(transferqueue_take(&queue), &third);
	assert_null(transferqueue_take(&queue));
	assert_false(transferqueue_end(&queue));
	assert_false(transferqueue_end(&queue));
	assert_true(transferqueue_end(&queue));
	assert_int_equal(transferqueue_idle(&queue, true, 100), -1);
}

static void later(void **state)
{
	(void)state;
	struct transfer soon = {0}, late = {0};
	struct transfer_queue queue;
	struct transfer *found;

	transferqueue_begin(&queue, 2);
	transferqueue_put(&queue, &late, 1000000);
	assert_int_equal(transferqueue_idle(&queue, true, 100), 100);
	transferqueue_put(&queue, &soon, 20);
	assert_null(transferqueue_take(&queue));
	assert_in_range(transferqueue_idle(&queue, true, 100), 0, 20);
	while (!(found = transferqueue_take(&queue)))
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	assert_ptr_equal(found, &soon);
	assert_null(transferqueue_take(&queue));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order),
		cmocka_unit_test(later),
	};
	return run_unit(tests);
}
