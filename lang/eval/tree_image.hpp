// The trees of one process, kept for the next: parsing is a third of a cold evaluation.
//
// Resolved trees are never written again and stand in one region at a fixed address (syntax/ast.hpp), so the region is
// written to a file as it is and mapped by a later run of the same program; what goes with it is the index below: the
// table of names, and for each file where its tree begins and by what it is known to be unchanged. Whoever holds the
// two (activate/cli/tree_cache) hands them to Evaluator::adopt and takes them from Evaluator::tree_index.
//
//   trees    [0, tree_bytes)    the region; grows only at its end, so an older index stays true
//   index    encode_tree_index()
//
// Invariants:
//  1. An image is adopted only by a process that stands where its maker stood before the first file: same program
//     (the holder sees to that), same names interned, same builtins at the same addresses (`prelude` says so).
//  2. A file's tree is used only while Host::status gives the signature that it gave before the file was read.
//  3. What is not in the index is not referred to: space of replaced trees is lost until the image is made anew.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/source.hpp"
#include "lang/eval/host.hpp"

namespace hm {

struct KeptFile {
  std::string path;
  FileSignature signature;
  Pos begin = kNoPos;        // in the SourceMap
  std::uint32_t size = 0;    // of the text, bytes
  std::uint32_t root = 0;    // Ref<DelayNode>
  std::uint32_t bytes = 0;   // of the region, in units of 8
};

struct TreeIndex {
  std::uint64_t prelude = 0;
  std::uint64_t tree_bytes = 0;
  std::uint32_t sites = 0;
  Pos next = kNoPos;               // of the SourceMap
  std::vector<KeptFile> files;     // by `begin`
  std::string names;               // SymbolTable::image
};

std::string encode_tree_index(const TreeIndex& index);
// Nothing where the bytes are not a whole index of this format.
std::optional<TreeIndex> decode_tree_index(std::string_view bytes);

}  // namespace hm
