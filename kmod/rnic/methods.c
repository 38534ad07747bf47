// SPDX-License-Identifier: GPL-2.0-only
/*
 * methods.c - verbs of our own, see barrage_rnic.h.
 *
 * Regions are named by handle, so that the verbs core looks them up among
 * those of the caller's context and keeps them while a method runs.
 */
#include <rdma/uverbs_ioctl.h>
#include <rdma/uverbs_std_types.h>
#define UVERBS_MODULE_NAME barrage_rnic
#include <rdma/uverbs_named_ioctl.h>
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>

#include "rnic.h"

static int UVERBS_HANDLER(BRG_RNIC_METHOD_MODE)(struct uverbs_attr_bundle *attrs)
{
	struct ib_ucontext *ibucontext = ib_uverbs_get_ucontext(attrs);
	struct brg_ucontext *context;
	u64 mode;
	int ret;

	if (IS_ERR(ibucontext))
		return PTR_ERR(ibucontext);
	ret = uverbs_copy_from(&mode, attrs, BRG_RNIC_ATTR_MODE);
	if (ret)
		return ret;
	if (mode < BRG_RNIC_DYNAMIC || mode > BRG_RNIC_PINNED_REVOCABLE)
		return -EINVAL;
	if (mode == BRG_RNIC_PINNED_REVOCABLE && !brg_mr_revocable_possible())
		return -EOPNOTSUPP;
	context = container_of(ibucontext, struct brg_ucontext, ibucontext);
	WRITE_ONCE(context->mode, mode);
	return 0;
}

static int UVERBS_HANDLER(BRG_RNIC_METHOD_TRANSFER)(struct uverbs_attr_bundle *attrs)
{
	struct ib_mr *local = uverbs_attr_get_obj(attrs, BRG_RNIC_ATTR_LOCAL);
	struct ib_mr *remote = uverbs_attr_get_obj(attrs, BRG_RNIC_ATTR_REMOTE);
	struct brg_rnic_transfer transfer;
	int ret;

	ret = uverbs_copy_from(&transfer, attrs, BRG_RNIC_ATTR_TRANSFER);
	if (ret)
		return ret;
	return brg_mr_transfer(brg_mr_of(local), brg_mr_of(remote), &transfer);
}

static int UVERBS_HANDLER(BRG_RNIC_METHOD_MR_INFO)(struct uverbs_attr_bundle *attrs)
{
	struct brg_mr *mr =
		brg_mr_of(uverbs_attr_get_obj(attrs, BRG_RNIC_ATTR_INFO_MR));
	struct dma_resv *resv = mr->umem->is_dmabuf ?
		to_ib_umem_dmabuf(mr->umem)->attach->dmabuf->resv : NULL;
	struct brg_rnic_mr_info info;

	if (resv)
		dma_resv_lock(resv, NULL);
	info = mr->info;
	if (resv)
		dma_resv_unlock(resv);
	return uverbs_copy_to_struct_or_zero(attrs, BRG_RNIC_ATTR_INFO, &info,
					     sizeof(info));
}

DECLARE_UVERBS_NAMED_METHOD(BRG_RNIC_METHOD_MODE,
			    UVERBS_ATTR_PTR_IN(BRG_RNIC_ATTR_MODE,
					       UVERBS_ATTR_TYPE(u64),
					       UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD(BRG_RNIC_METHOD_TRANSFER,
			    UVERBS_ATTR_IDR(BRG_RNIC_ATTR_LOCAL,
					    UVERBS_OBJECT_MR,
					    UVERBS_ACCESS_READ, UA_MANDATORY),
			    UVERBS_ATTR_IDR(BRG_RNIC_ATTR_REMOTE,
					    UVERBS_OBJECT_MR,
					    UVERBS_ACCESS_READ, UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(BRG_RNIC_ATTR_TRANSFER,
					       UVERBS_ATTR_STRUCT(struct brg_rnic_transfer,
								  length),
					       UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD(BRG_RNIC_METHOD_MR_INFO,
			    UVERBS_ATTR_IDR(BRG_RNIC_ATTR_INFO_MR,
					    UVERBS_OBJECT_MR,
					    UVERBS_ACCESS_READ, UA_MANDATORY),
			    UVERBS_ATTR_PTR_OUT(BRG_RNIC_ATTR_INFO,
						UVERBS_ATTR_STRUCT(struct brg_rnic_mr_info,
								   invalidations),
						UA_MANDATORY));

ADD_UVERBS_METHODS(brg_rnic_device, UVERBS_OBJECT_DEVICE,
		   &UVERBS_METHOD(BRG_RNIC_METHOD_MODE));
ADD_UVERBS_METHODS(brg_rnic_mr, UVERBS_OBJECT_MR,
		   &UVERBS_METHOD(BRG_RNIC_METHOD_TRANSFER),
		   &UVERBS_METHOD(BRG_RNIC_METHOD_MR_INFO));

const struct uapi_definition brg_rnic_methods[] = {
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_DEVICE, &brg_rnic_device),
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_MR, &brg_rnic_mr),
	{ },
};
