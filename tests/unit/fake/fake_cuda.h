/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fake_cuda.h - what test_exporter.c tells the pretended libcuda.so.1. */
#ifndef BRG_TESTS_FAKE_CUDA_H
#define BRG_TESTS_FAKE_CUDA_H

#include <stdbool.h>

/** struct fake_cuda - its state; symbol "fake_cuda"
 * @no_gpu: cuInit() fails
 * @no_dmabuf: the GPU exports none
 * @device: that is in use
 * @contexts, @allocations: not given back yet
 */
struct fake_cuda {
	bool no_gpu, no_dmabuf;
	int device;
	int contexts, allocations;
};

#endif
