// SPDX-License-Identifier: GPL-2.0-only
/* device.c - what the verbs core asks of a device. */
#include <linux/dma-mapping.h>
#include <linux/sizes.h>
#include <rdma/efa-abi.h>
#include <rdma/uverbs_ioctl.h>

#include "compat.h"
#include "rnic.h"

#define BRG_MAX_MRS	((1 << 24) - 2)

static int brg_query_device(struct ib_device *ibdev,
			    struct ib_device_attr *attr, struct ib_udata *udata)
{
	struct brg_rnic *rnic = brg_rnic_of(ibdev);

	memset(attr, 0, sizeof(*attr));
	attr->vendor_id = rnic->pdev->vendor;
	attr->vendor_part_id = rnic->pdev->device;
	attr->sys_image_guid = ibdev->node_guid;
	attr->max_mr_size = U64_MAX;
	attr->page_size_cap = PAGE_MASK & U32_MAX;
	attr->max_mr = BRG_MAX_MRS;
	attr->max_pd = INT_MAX;
	/* Providers size tables by it, though there are none. */
	attr->max_qp = 1;
	attr->max_pkeys = 1;
	return 0;
}

static int brg_query_port(struct ib_device *ibdev, u32 port,
			  struct ib_port_attr *attr)
{
	attr->state = IB_PORT_ACTIVE;
	attr->phys_state = IB_PORT_PHYS_STATE_LINK_UP;
	attr->gid_tbl_len = 1;
	attr->pkey_tbl_len = 1;
	attr->max_msg_sz = U32_MAX;
	attr->active_speed = IB_SPEED_EDR;
	attr->active_width = IB_WIDTH_4X;
	attr->max_mtu = IB_MTU_4096;
	attr->active_mtu = IB_MTU_4096;
	attr->max_vl_num = 1;
	return 0;
}

static int brg_get_port_immutable(struct ib_device *ibdev, u32 port,
				  struct ib_port_immutable *immutable)
{
	immutable->gid_tbl_len = 1;
	immutable->pkey_tbl_len = 1;
	return 0;
}

static int brg_query_gid(struct ib_device *ibdev, u32 port, int index,
			 union ib_gid *gid)
{
	/* link-local, made from the GUID */
	gid->global.subnet_prefix = cpu_to_be64(0xfe80000000000000ULL);
	gid->global.interface_id = ibdev->node_guid;
	return 0;
}

static int brg_query_pkey(struct ib_device *ibdev, u32 port, u16 index,
			  u16 *pkey)
{
	if (index)
		return -EINVAL;
	*pkey = 0xffff;
	return 0;
}

static enum rdma_link_layer brg_get_link_layer(struct ib_device *ibdev,
					       u32 port)
{
	return IB_LINK_LAYER_UNSPECIFIED;
}

static void brg_get_dev_fw_str(struct ib_device *ibdev, char *text)
{
	strscpy(text, "barrage", IB_FW_VERSION_NAME_MAX);
}

/* What an EFA provider wants to hear; others take none of it. */
static int brg_alloc_ucontext(struct ib_ucontext *ibucontext,
			      struct ib_udata *udata)
{
	struct brg_ucontext *context = container_of(ibucontext,
						    struct brg_ucontext,
						    ibucontext);
	struct efa_ibv_alloc_ucontext_resp response = {
		.cmds_supp_udata_mask = EFA_USER_CMDS_SUPP_UDATA_CREATE_AH,
		.sub_cqs_per_cq = 1,
		.max_llq_size = SZ_4K,
	};
	int ret;

	ret = ib_copy_to_udata(udata, &response,
			       min(sizeof(response), udata->outlen));
	if (ret)
		return ret;
	context->mode = READ_ONCE(brg_rnic_default_mode);
	brg_count(brg_rnic_of(ibucontext->device), BRG_LIVE_CONTEXTS, 1);
	return 0;
}

static void brg_dealloc_ucontext(struct ib_ucontext *ibucontext)
{
	brg_count(brg_rnic_of(ibucontext->device), BRG_LIVE_CONTEXTS, -1);
}

/*
 * Being there is what matters: it lets a device go while files are open. We
 * map nothing into processes, so nothing is to be taken from them.
 */
static void brg_disassociate_ucontext(struct ib_ucontext *ibucontext)
{
}

static int brg_alloc_pd(struct ib_pd *pd, struct ib_udata *udata)
{
	struct efa_ibv_alloc_pd_resp response = { .pdn = 1 };
	int ret;

	ret = ib_copy_to_udata(udata, &response,
			       min(sizeof(response), udata->outlen));
	if (ret)
		return ret;
	brg_count(brg_rnic_of(pd->device), BRG_LIVE_PDS, 1);
	return 0;
}

static int brg_dealloc_pd(struct ib_pd *pd, struct ib_udata *udata)
{
	brg_count(brg_rnic_of(pd->device), BRG_LIVE_PDS, -1);
	return 0;
}

static struct ib_mr *brg_reg_user_mr(struct ib_pd *pd, u64 start, u64 length,
				     u64 iova, BRG_MR_ACCESS_PARAMS,
				     struct ib_udata *udata)
{
	if (BRG_MR_DMAH_GIVEN)
		return ERR_PTR(-EOPNOTSUPP);
	return brg_mr_register_host(pd, start, length, iova, access);
}

static struct ib_mr *brg_reg_user_mr_dmabuf(struct ib_pd *pd, u64 offset,
					    u64 length, u64 iova, int fd,
					    BRG_MR_ACCESS_PARAMS,
					    struct brg_dmabuf_mr_caller *caller)
{
	if (BRG_MR_DMAH_GIVEN)
		return ERR_PTR(-EOPNOTSUPP);
	return brg_mr_register_dmabuf(pd, offset, length, iova, fd, access);
}

static const struct ib_device_ops brg_ops = {
	.owner = THIS_MODULE,
	.uverbs_abi_ver = EFA_UVERBS_ABI_VERSION,
	.device_group = &brg_rnic_group,

	.query_device = brg_query_device,
	.query_port = brg_query_port,
	.get_port_immutable = brg_get_port_immutable,
	.query_gid = brg_query_gid,
	.query_pkey = brg_query_pkey,
	.get_link_layer = brg_get_link_layer,
	.get_dev_fw_str = brg_get_dev_fw_str,
	.alloc_ucontext = brg_alloc_ucontext,
	.dealloc_ucontext = brg_dealloc_ucontext,
	.disassociate_ucontext = brg_disassociate_ucontext,
	.alloc_pd = brg_alloc_pd,
	.dealloc_pd = brg_dealloc_pd,
	.reg_user_mr = brg_reg_user_mr,
	.reg_user_mr_dmabuf = brg_reg_user_mr_dmabuf,
	.dereg_mr = brg_mr_deregister,

	INIT_RDMA_OBJ_SIZE(ib_pd, brg_pd, ibpd),
	INIT_RDMA_OBJ_SIZE(ib_ucontext, brg_ucontext, ibucontext),
};

/*
 * A function without a driver has the 32-bit mask it was born with, which
 * BARs and memory above 4 GiB do not fit without an IOMMU, and segments of 64
 * KiB, which exporters of RAM do not keep to. No RDMA device is so limited.
 */
static void brg_rnic_widen(struct brg_rnic *rnic)
{
	struct device *dev = &rnic->pdev->dev;
	u64 found = dma_get_mask(dev);

	if (dev->driver)
		return;
	if (!dma_set_mask(dev, DMA_BIT_MASK(64)))
		rnic->found_mask = found;
	rnic->found_segment = dma_get_max_seg_size(dev);
	dma_set_max_seg_size(dev, UINT_MAX);
}

static void brg_rnic_restore(struct brg_rnic *rnic)
{
	struct device *dev = &rnic->pdev->dev;

	if (dev->driver)
		return;
	if (rnic->found_mask)
		dma_set_mask(dev, rnic->found_mask);
	if (rnic->found_segment)
		dma_set_max_seg_size(dev, rnic->found_segment);
}

int brg_rnic_create(struct pci_dev *pdev, enum rdma_driver_id driver_id,
		    struct brg_rnic **out)
{
	struct pci_driver *driver = pci_dev_driver(pdev);
	struct brg_rnic *rnic;
	int ret;

	if (driver && driver->driver_managed_dma)
		return -EBUSY;
	rnic = ib_alloc_device(brg_rnic, ibdev);
	if (!rnic)
		return -ENOMEM;
	xa_init_flags(&rnic->keys, XA_FLAGS_ALLOC1);
	rnic->pdev = pci_dev_get(pdev);
	rnic->ibdev.phys_port_cnt = 1;
	rnic->ibdev.node_type = RDMA_NODE_UNSPECIFIED;
	rnic->ibdev.num_comp_vectors = 1;
	rnic->ibdev.dev.parent = &pdev->dev;
	rnic->ibdev.driver_def = brg_rnic_methods;
	/* locally administered, from the function's place */
	rnic->ibdev.node_guid = cpu_to_be64(0x0200ba0000000000ULL |
					    (u64)pci_domain_nr(pdev->bus) << 16 |
					    pci_dev_id(pdev));
	strscpy(rnic->ibdev.node_desc, "barrage soft RDMA device",
		sizeof(rnic->ibdev.node_desc));
	ib_set_device_ops(&rnic->ibdev, &brg_ops);
	rnic->ibdev.ops.driver_id = driver_id;
	brg_rnic_widen(rnic);
	ret = ib_register_device(&rnic->ibdev, "barrage%d", &pdev->dev);
	if (ret)
		goto err_free;
	*out = rnic;
	return 0;

err_free:
	brg_rnic_restore(rnic);
	pci_dev_put(rnic->pdev);
	ib_dealloc_device(&rnic->ibdev);
	return ret;
}

void brg_rnic_destroy(struct brg_rnic *rnic)
{
	struct pci_dev *pdev = rnic->pdev;
	int i;

	ib_unregister_device(&rnic->ibdev);
	for (i = BRG_LIVE_CONTEXTS; i <= BRG_LIVE_MAPS; i++)
		WARN_ON(atomic64_read(&rnic->counters[i]));
	WARN_ON(!xa_empty(&rnic->keys));
	brg_rnic_restore(rnic);
	ib_dealloc_device(&rnic->ibdev);
	pci_dev_put(pdev);
}
