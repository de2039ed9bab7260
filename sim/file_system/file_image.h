// The legal images of one file after a machine crash.
#ifndef VARVE_SIM_FILE_SYSTEM_FILE_IMAGE_H_
#define VARVE_SIM_FILE_SYSTEM_FILE_IMAGE_H_

#include "sim/choice/choices.h"
#include "sim/file_system/content.h"
#include "sim/file_system/fate.h"
#include "sim/file_system/image.h"
#include "sim/file_system/inode.h"
#include "sim/file_system/profile.h"

namespace varve::sim {

/// Draws what a machine crash leaves of `inode`, which has no live window: the durable content plus
/// any subset of the pending effects, applied in order, each whole, lost or in part:
///
/// * a write inside the file (label "crash.write") keeps any of its 512-byte sectors
/// ("crash.sector");
/// * a write that made the file longer keeps a prefix of any length ("crash.tear") or any sectors;
/// * a window's page ("crash.page") keeps a prefix or a suffix of its stores, cut at any byte;
/// * a size ("crash.size") of an append survives, is lost, or ends anywhere between
/// ("crash.length");
///   any other size survives or is lost.
///
/// Bytes inside the surviving size whose data was lost and below which there was nothing are zeros,
/// noise, or bytes of `stale` at the same offset, which a freed file left behind ("crash.tail").
///
/// Where the profile orders data before size there are none such: a size that grows over lost bytes
/// ends at the first of them, or is lost if it is not that of an append; and a size behind a lost
/// truncation is lost.
[[nodiscard]] Content DrawFileImage(const Inode& inode, const Content& stale, Choices& choices,
                                    Mood mood, ImageReport& report,
                                    Profile profile = Profile::kStrict);

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_FILE_IMAGE_H_
