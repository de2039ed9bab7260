// The index of a memtable: a B-link tree over entries that only grows. Writers latch one node at a
// time; readers take no latch and never wait, wherever a writer stands still (rule L3).
//
// Sources. Right links and high keys, so that a split needs no latch on the parent: Lehman and Yao,
// "Efficient Locking for Concurrent Operations on B-Trees" (1981). Key words inside the nodes and
// one word whose store publishes a change: Mao, Kohler and Morris, "Cache Craftiness for Fast
// Multicore Key-Value Storage" (Masstree, 2012). Leaves that are not sorted, with bits of hashes
// for point reads: Oukid et al., "FPTree" (2016). Nothing is ever removed, which is what makes it
// short: a node stays where it is, an entry once reached stays readable.
//
// Shape. tree_node.h has the layout. A node holds what lies from its `low` entry (inclusive) to the
// `low` of its right neighbour (exclusive). `low` never changes, and itself lies in the node's
// leftmost leaf, so only the first leaf can be empty. Inner nodes keep their children in order
// through a permutation of slots; leaves are sets, which a cursor sorts for itself when it enters.
//
// State and versions. Everything that readers rely on hangs on one word a node, its state:
//   * An entry is added to a leaf by filling a slot that is not live and then storing the state
//   with
//     the slot's bit set. The version stays: what readers saw before is still there.
//   * A split builds the right half in a new node, fills the side that does not count with the new
//     neighbour and high key, and then stores the state with the version raised and the live set
//     reduced. That one store makes the other side count. Slots that fell free are filled again
//     only after it.
//   * A child is added to an inner node by filling a free slot, the order and the side that do not
//     count, and then storing the state with the version raised.
// A reader loads the state, then what it needs of side, order and slots, then the state again, and
// starts again on this node where the version has changed: then some change was completed, so a
// retry is never a wait for anybody. Before it believes that a key belongs here it compares with
// the high key, and moves right where the key is not below.
//
// Writers. Insertion descends like a reader, latches the leaf, moves right where need be (letting
// go first), changes it, lets go. A new right half is then announced one level up, in a separate
// step with one latch: until then it is reached through its left neighbour, also should that step
// never come. The latch of the leftmost node of the highest level guards the growth of a new root.
// The entry at the right end (`last_leaf_`) is tried first, so that ascending keys need no descent;
// a leaf split by a key near its outer end at either edge of the tree stays full, all others
// are split in the middle.
//
// Memory order (what neither a scheduler nor ThreadSanitizer can show). Every load of node content
// by a reader is an acquire, every store to a node that readers can reach a release.
//   1. A bit seen in the state: the slot's stores came before the state's release store, and the
//      slot's pointer is itself released after the entry's bytes, so the entry is whole.
//   2. A reader with an old state meets a slot, side or order that was filled again. The value it
//      read was released after the state that set the old one aside had been stored; by that
//      acquire the reader's second load of the state cannot return the old version, and it starts
//      again. A relaxed load or store here would break just this, silently and on weak machines
//      only.
//   3. A reader sees a reduced live set: then it sees the version that came with it, and the side
//      of that version, which was stored before. Neighbour and set are always of one split.
//   4. A right half is filled by relaxed stores: it is published by the release of its left
//      neighbour's side.
// A version has 25 bits. A node would have to change 2^25 times (more than half a billion entries,
// or the check in `NextVersion` ends the process) between two loads of one reader to fool it.
//
// Progress. Reads are lock-free, and wait-free but for retries, each of which is paid for by a
// split or an addition to an inner node that was completed beside it. Insertion is blocking: a
// writer that stands still stops the writers that need the node it has latched, and nobody else.
//
// Scheduling points: a visit where the copy of a leaf begins and before the search for the parent
// of a node that was split, a validation between the first load of a node's state and all other
// loads, one before the second load of the state, a publication before each store of a state, of a
// side's neighbour, of the root, and before each attempt at a latch; a spin before each retry for a
// latch. There is none before the load of the root, nor before the first load of a node's state.
// Nothing is lost by that: these come right behind a load of something else, and what somebody else
// stores in between is read as if it had been stored before both.
#ifndef VARVE_ENGINE_MEMTABLE_ENTRY_TREE_H_
#define VARVE_ENGINE_MEMTABLE_ENTRY_TREE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/base/attributes.h"
#include "engine/base/atomic.h"
#include "engine/format/internal_key.h"
#include "engine/memtable/arena.h"
#include "engine/memtable/entry.h"
#include "engine/memtable/target.h"
#include "engine/memtable/tree_node.h"
#include "varve/platform/platform.h"

namespace varve {

/// All entries that a leaf held at one moment, in order.
struct LeafCopy {
  struct Item {
    KeyWords words;
    const Entry* entry;
  };

  const TreeLeaf* leaf = nullptr;
  NodeState state{0};              // the leaf's
  const TreeLeaf* next = nullptr;  // the right neighbour; it begins where this leaf ended
  uint32_t count = 0;
  Item items[kLeafSlots];
};

/// Thread safety: every method may be called from many tasks at once.
class EntryTree {
 public:
  /// Slots to be used of a leaf, 2 at least, and of an inner node, 4 at least: few make tests
  /// small.
  struct Capacity {
    uint32_t leaf = kLeafSlots;
    uint32_t inner = kInnerSlots;
  };

  /// Entries go to one arena, nodes to the other, which aligns to `kNodeAlignment`. All arguments
  /// must outlive the tree.
  EntryTree(const Platform& platform, Arena& entries, Arena& nodes);
  EntryTree(const Platform& platform, Arena& entries, Arena& nodes, const Capacity& capacity);
  EntryTree(const EntryTree&) = delete;
  EntryTree& operator=(const EntryTree&) = delete;

  /// Copies the entry into the tree; `hash` is of the user key, and the same in every call for that
  /// key. Checks that the tree has no entry of the same key and seqno (rule V1) and that the
  /// lengths are within the limits.
  void Insert(const InternalKey& key, uint64_t hash, std::string_view value);

  /// The newest entry of `key` with a seqno below `snapshot`, or null.
  [[nodiscard]] const Entry* Get(std::string_view key, uint64_t hash, SeqNo snapshot) const;

  [[nodiscard]] const TreeLeaf& first_leaf() const { return first_leaf_; }
  /// Copies the leaf to which `target` belongs. The second form looks from `leaf` on, which must
  /// not lie behind that.
  void CopyLeaf(const Target& target, LeafCopy& copy) const;
  void CopyLeafFrom(const TreeLeaf& leaf, const Target& target, LeafCopy& copy) const;
  /// Whether something was added to the leaf, or moved out of it, since it was copied.
  [[nodiscard]] bool HasChanged(const LeafCopy& copy) const;

 private:
  // A tree this high has more nodes than an address space holds; one of tiny nodes, thousands.
  static constexpr size_t kMaxLevels = 16;

  // The inner nodes that a descent came through, by level.
  struct Path {
    TreeInner* nodes[kMaxLevels] = {};
  };

  // What the header of a node says, to be believed once `IsCurrent` has said so.
  struct Header {
    NodeState state;
    TreeNode* next;
    KeyWords high;
  };

  static TreeLeaf* NewLeaf(Arena& arena, const Entry* low);

  // Readers (entry_tree.cc). The small ones are always inlined: a function of its own would save
  // registers for the calls at its scheduling points, which nobody makes in production.
  ABSL_ATTRIBUTE_ALWAYS_INLINE inline Header Read(const TreeNode& node) const;
  ABSL_ATTRIBUTE_ALWAYS_INLINE inline bool IsCurrent(const Header& header,
                                                     const TreeNode& node) const;
  // Whether the target belongs to the right neighbour or beyond.
  static bool IsBeyond(const Header& header, const Target& target);
  // The node of `level` to which the target belongs, or one left of it.
  TreeNode* Descend(const Target& target, size_t level, Path* path) const;
  static TreeNode* Child(const TreeInner& inner, NodeState state, const Target& target);
  // The slots whose key may have this hash, live or not.
  static uint64_t Matches(const TreeLeaf& leaf, uint64_t hash);
  const Entry* NewestMatch(const TreeLeaf& leaf, uint64_t slots, std::string_view key,
                           SeqNo snapshot) const;

  // Writers (entry_tree_write.cc). Whoever calls for a node that others can reach holds its latch.
  void Latch(TreeNode& node);
  static void Unlatch(TreeNode& node);
  // Latches the node to which the target belongs: `node`, or one right of it.
  TreeNode& LatchCovering(TreeNode* node, const Target& target);
  static void CheckIsNew(const TreeLeaf& leaf, const InternalKey& key, uint64_t hash);
  ABSL_ATTRIBUTE_ALWAYS_INLINE inline void AddToLeaf(TreeLeaf& leaf, const KeyWords& words,
                                                     TaggedEntry entry);
  // Moves a part of the full leaf to a new right neighbour, which it returns, and adds the entry to
  // one of the two.
  TreeLeaf* SplitLeaf(TreeLeaf& leaf, const KeyWords& words, TaggedEntry entry);
  // Makes `right`, whose content is complete, the right neighbour of `node`, which keeps `content`.
  void PublishSplit(TreeNode& node, uint64_t content, TreeNode& right);
  // Gives the new node `to`, which is to be the right neighbour of `from`, what is now on its
  // right.
  static void CopyOuterSide(const TreeNode& from, TreeNode& to);
  static uint64_t NextVersion(const TreeNode& node);

  // The levels above (entry_tree_grow.cc).
  // Makes `child` known one level up, and what is split there for it above that, and so on.
  void Announce(TreeNode* child, const Path& path);
  // Null when `child` has become part of a new root.
  TreeInner* ParentFor(TreeNode& child, const Target& target, const Path& path);
  bool GrowRoot(TreeNode& child);
  void AddChild(TreeInner& inner, TreeNode& child, const Target& target);
  TreeInner* SplitInner(TreeInner& inner, TreeNode& child, const Target& target);

  ScheduleHook* const hook_;
  Scheduler& scheduler_;
  Instrumentation& instrumentation_;
  Arena& entries_;
  Arena& nodes_;
  const Capacity capacity_;
  TreeLeaf& first_leaf_;
  Atomic<TreeNode*> root_;
  // A leaf at or near the right end.
  Atomic<TreeLeaf*> last_leaf_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_MEMTABLE_ENTRY_TREE_H_
