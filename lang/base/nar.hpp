// NAR: the deterministic archive format of the store. Writer and reader stream; the reader trusts nothing
// (depth <= 64, names strictly ascending, no "/", ".", "..", NUL, lengths checked against what is left).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "lang/base/result.hpp"

namespace hm::nar {

using Sink = std::function<void(std::string_view)>;

// Writes the tokens of an archive; the caller walks the tree in the order of names.
class Writer {
 public:
  explicit Writer(Sink sink) : sink_(std::move(sink)) {}
  void begin_archive();
  void begin_directory();
  void begin_entry(std::string_view name);
  void end_entry();
  void end_directory();
  void symlink(std::string_view target);
  // Contents follow by content(), exactly `size` bytes in all, then end_file().
  void begin_file(bool executable, std::uint64_t size);
  void content(std::string_view bytes);
  void end_file();

 private:
  void put(std::string_view token);
  void put(std::uint64_t number);
  Sink sink_;
  std::uint64_t left_ = 0, size_ = 0;
  bool root_open_ = false;
};

// Receives the events of a parsed archive; any error it returns ends the reading.
class Visitor {
 public:
  virtual ~Visitor() = default;
  virtual Status directory(const std::string& path) = 0;  // "" is the root, else "a/b"
  virtual Status file(const std::string& path, bool executable, std::uint64_t size) = 0;
  virtual Status content(std::string_view bytes) = 0;
  virtual Status symlink(const std::string& path, const std::string& target) = 0;
};

// Fills `buffer`-sized pieces: returns bytes read, 0 at the end.
using Source = std::function<Result<std::size_t>(char* to, std::size_t most)>;

// Reads exactly one archive.
Status read(const Source& source, Visitor& visitor);

inline constexpr int kMaxDepth = 64;

}  // namespace hm::nar
