// Sources that come from a URL at evaluation: builtins.fetchurl and fetchTarball.
#include "store/archive_read.hpp"
#include "store/fetch/fetch.hpp"
#include "store/fs_steps.hpp"
#include "store/store_impl.hpp"

namespace hm {

Result<StorePath> Store::fetch(const std::string& url, const FetchSource& source) {
  HM_CHECK(check_store_name(source.name));
  if (source.expected) {
    StorePath path = fixed_output_path(dir(), source.name, *source.expected, source.unpack);
    HM_TRY(const bool there, impl_->have(path));
    if (there) return path;
  }
  HM_CHECK(impl_->writable());
  HM_CHECK(impl_->objects->open_batch());
  const Fd& store = impl_->directories.store;
  const std::string file = impl_->objects->temporary_name(), unpacked = impl_->objects->temporary_name();
  const auto work = [&]() -> Result<StorePath> {
    TransferOptions options;
    options.interrupted = source.interrupted;
    options.progress = source.progress;
    HM_CHECK(fetch_url(impl_->fs, url, At(store, file), options));
    SourceOptions add{.name = source.name, .recursive = source.unpack, .expected = source.expected};
    std::string from = dir() + "/" + file;
    if (source.unpack) {
      HM_CHECK(impl_->fs.make_directory(At(store, unpacked), 0700));
      HM_TRY(const Fd held, impl_->fs.open_directory(At(store, unpacked), Follow::No));
      HM_CHECK(unpack_archive(impl_->fs, At(store, file), held, {})
                   .context(fmt::format("while unpacking '{}'", url)));
      HM_TRY(const std::string root, only_directory(impl_->fs, held));
      from = dir() + "/" + unpacked + (root.empty() ? "" : "/" + root);
    }
    auto added = add_source(from, add);
    if (!added && added.error().code() == Code::HashMismatch) {
      // The user knows the URL, not our temporary name.
      std::string& message = added.error().diagnostic().message;
      const std::size_t at = message.find(from);
      if (at != std::string::npos) message.replace(at, from.size(), url);
    }
    return added;
  };
  auto result = work();
  ignore(remove_tree(impl_->fs, store, file), "the collector removes it later");
  ignore(remove_tree(impl_->fs, store, unpacked), "the collector removes it later");
  return result;
}

}  // namespace hm
