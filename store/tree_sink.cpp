#include "store/tree_sink.hpp"

namespace hm {

// --- NarHasher
// ----------------------------------------------------------------------------------------------

namespace {
constexpr std::size_t kBuffer = 64 * 1024;
}

NarHasher::NarHasher(ReferenceScanner* scanner)
    : scanner_(scanner), writer_([this](std::string_view bytes) { take(bytes); }) {
  buffer_.reserve(kBuffer);
  writer_.begin_archive();
}

void NarHasher::flush() {
  hasher_.update(buffer_);
  if (scanner_ != nullptr) scanner_->update(buffer_);
  buffer_.clear();
}

void NarHasher::take(std::string_view bytes) {
  size_ += bytes.size();
  if (buffer_.size() + bytes.size() > kBuffer) flush();
  if (bytes.size() >= kBuffer / 4) {
    flush();
    hasher_.update(bytes);
    if (scanner_ != nullptr) scanner_->update(bytes);
  } else {
    buffer_.append(bytes);
  }
}

void NarHasher::begin(const std::string& name) {
  if (depth_ > 0) writer_.begin_entry(name);
}

void NarHasher::end() {
  if (depth_ > 0) writer_.end_entry();
}

Status NarHasher::directory(const std::string& name) {
  if (depth_ >= nar::kMaxDepth)
    return fail(Code::BadUse, "a tree is nested deeper than {} directories", nar::kMaxDepth);
  begin(name);
  writer_.begin_directory();
  ++depth_;
  return {};
}

Status NarHasher::end_directory() {
  --depth_;
  writer_.end_directory();
  end();
  return {};
}

Status NarHasher::file(const std::string& name, bool executable, std::uint64_t size) {
  begin(name);
  writer_.begin_file(executable, size);
  return {};
}

Status NarHasher::content(std::string_view bytes) {
  writer_.content(bytes);
  return {};
}

Status NarHasher::end_file() {
  writer_.end_file();
  end();
  return {};
}

Status NarHasher::symlink(const std::string& name, const std::string& target) {
  begin(name);
  writer_.symlink(target);
  end();
  return {};
}

NarSummary NarHasher::finish() {
  flush();
  return {hasher_.finish(), size_};
}

// --- ObjectWriter
// -------------------------------------------------------------------------------------------

ObjectWriter::ObjectWriter(Fs& fs, const Fd& parent, std::string root_name, SyncSet& syncs,
                           ReferenceScanner* scanner)
    : fs_(fs), parent_(parent), root_name_(std::move(root_name)), syncs_(syncs), hasher_(scanner) {}

At ObjectWriter::at(const std::string& name) const {
  return open_.empty() ? At(parent_, root_name_) : At(open_.back(), name);
}

Status ObjectWriter::directory(const std::string& name) {
  HM_CHECK(hasher_.directory(name));
  HM_CHECK(fs_.make_directory(at(name), 0700));
  HM_TRY(Fd fd, fs_.open_directory(at(name), Follow::No));
  open_.push_back(std::move(fd));
  return {};
}

Status ObjectWriter::end_directory() {
  HM_CHECK(hasher_.end_directory());
  Fd fd = std::move(open_.back());
  open_.pop_back();
  HM_CHECK(fs_.set_mode(At(fd), 0555));
  HM_CHECK(fs_.set_mtime(At(fd), kCanonicalTime));
  syncs_.add(std::move(fd));
  return {};
}

Status ObjectWriter::file(const std::string& name, bool executable, std::uint64_t size) {
  HM_CHECK(hasher_.file(name, executable, size));
  HM_TRY(file_, fs_.create(at(name), Create::New, 0600));
  executable_ = executable;
  return {};
}

Status ObjectWriter::content(std::string_view bytes) {
  HM_CHECK(hasher_.content(bytes));
  return fs_.write(file_, bytes);
}

Status ObjectWriter::end_file() {
  HM_CHECK(hasher_.end_file());
  HM_CHECK(fs_.set_mode(At(file_), executable_ ? 0555 : 0444));
  HM_CHECK(fs_.set_mtime(At(file_), kCanonicalTime));
  syncs_.add(std::move(file_));
  return {};
}

Status ObjectWriter::symlink(const std::string& name, const std::string& target) {
  HM_CHECK(hasher_.symlink(name, target));
  HM_CHECK(fs_.make_symlink(target, at(name)));
  return fs_.set_mtime(at(name), kCanonicalTime);
}

// --- Tree
// ---------------------------------------------------------------------------------------------------

Status emit(Fs& fs, const Tree& tree, TreeSink& sink, const std::string& name) {
  switch (tree.kind) {
    case Tree::Kind::Directory:
      HM_CHECK(sink.directory(name));
      for (const auto& [entry, child] : tree.entries) HM_CHECK(emit(fs, child, sink, entry));
      return sink.end_directory();
    case Tree::Kind::Text:
      HM_CHECK(sink.file(name, tree.executable.value_or(false), tree.text.size()));
      HM_CHECK(sink.content(tree.text));
      return sink.end_file();
    case Tree::Kind::Symlink:
      return sink.symlink(name, tree.text);
    case Tree::Kind::Copy:
      return walk_tree(fs, At(tree.text), tree.text, nullptr, sink, tree.executable, name);
  }
  return {};
}

}  // namespace hm
