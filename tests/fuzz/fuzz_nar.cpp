// links: hm_base
// Any bytes are an archive or refused; what is read can be written again and gives the same bytes.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "lang/base/nar.hpp"

namespace {

// Turns the events back into an archive.
struct Copier : hm::nar::Visitor {
  std::string out;
  hm::nar::Writer writer{[this](std::string_view bytes) { out += bytes; }};
  std::vector<std::string> open;  // directories on the way to here; the root is ""
  bool file_open = false;

  void finish_file() {
    if (file_open) writer.end_file();
    if (file_open && !open.empty()) writer.end_entry();
    file_open = false;
  }
  static bool inside(const std::string& directory, const std::string& path) {
    return directory.empty() ? !path.empty() : path.starts_with(directory + "/");
  }
  void close_directory() {
    writer.end_directory();
    open.pop_back();
    if (!open.empty()) writer.end_entry();
  }
  void arrive(const std::string& path) {
    finish_file();
    while (!open.empty() && !inside(open.back(), path)) close_directory();
    if (!open.empty()) writer.begin_entry(path.substr(path.rfind('/') + 1));
  }
  void finish() {
    finish_file();
    while (!open.empty()) close_directory();
  }

  hm::Status directory(const std::string& path) override {
    arrive(path);
    writer.begin_directory();
    open.push_back(path);
    return {};
  }
  hm::Status file(const std::string& path, bool executable, std::uint64_t size) override {
    arrive(path);
    writer.begin_file(executable, size);
    file_open = true;
    return {};
  }
  hm::Status content(std::string_view bytes) override {
    writer.content(bytes);
    return {};
  }
  hm::Status symlink(const std::string& path, const std::string& target) override {
    arrive(path);
    writer.symlink(target);
    if (!open.empty()) writer.end_entry();
    return {};
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  std::size_t at = 0;
  Copier copier;
  copier.writer.begin_archive();
  const hm::Status status = hm::nar::read(
      [&](char* to, std::size_t most) -> hm::Result<std::size_t> {
        const std::size_t n = std::min(most, input.size() - at);
        if (n) std::memcpy(to, input.data() + at, n);
        at += n;
        return n;
      },
      copier);
  if (!status) return 0;
  copier.finish();
  if (copier.out != input.substr(0, at)) std::abort();
  return 0;
}
