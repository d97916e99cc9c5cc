//! `--invoke`: calls one function of a guest, and prints what it returns.

mod module;

pub(crate) use module::describe;

use crate::state::State;
use wasmtime::component::types::{ComponentFunc, ComponentItem};
use wasmtime::component::wasm_wave::untyped::UntypedFuncCall;
use wasmtime::component::wasm_wave::wasm::{DisplayFuncResults, WasmFunc};
use wasmtime::component::{Component, ComponentExportIndex, Linker, Val};
use wasmtime::error::Context as _;
use wasmtime::{Result, Store, bail};
use wit_parser::ItemName;

/// What to call, and with which values.
pub(crate) struct Call {
    function: ComponentExportIndex,
    params: Vec<Val>,
    results: usize,
    /// Whether results are shown as numbers, one a line, and not in the syntax of components.
    is_module: bool,
}

impl Call {
    /// Finds a function of a component by `text`, a call in the syntax of WAVE.
    pub(crate) fn of_component(component: &Component, text: &str) -> Result<Self> {
        let call = UntypedFuncCall::parse(text)
            .with_context(|| format!("`{text}` is no call such as `run()` or `f(1, \"x\")`"))?;
        let (function, ty) = find(component, call.name())?;
        let types: Vec<_> = WasmFunc::params(&ty).collect();
        let params = call
            .to_wasm_params(&types)
            .with_context(|| format!("`{text}` does not fit the parameters of the function"))?;
        Ok(Self {
            function,
            params,
            results: ty.results().len(),
            is_module: false,
        })
    }

    /// Finds the function of a core module that [`describe`] has described; `words` are numbers.
    pub(crate) fn of_module(component: &Component, name: &str, words: &[String]) -> Result<Self> {
        let (function, ty) = find(component, module::EXPORT)?;
        let types: Vec<_> = ty.params().map(|(_, ty)| ty).collect();
        if types.len() != words.len() {
            bail!(
                "`{name}` takes {} arguments, and {} are given",
                types.len(),
                words.len()
            );
        }
        let params = types.iter().zip(words);
        Ok(Self {
            function,
            params: params
                .map(|(ty, word)| module::number(ty, word))
                .collect::<Result<_>>()?,
            results: ty.results().len(),
            is_module: true,
        })
    }

    /// Makes the call and prints the results.
    pub(crate) async fn run(
        &self,
        store: &mut Store<State>,
        linker: &Linker<State>,
        component: &Component,
        concurrent: bool,
    ) -> Result<()> {
        let instance = linker.instantiate_async(&mut *store, component).await?;
        let Some(function) = instance.get_func(&mut *store, self.function) else {
            bail!("the function is not exported any more");
        };
        let mut results = vec![Val::Bool(false); self.results];
        if concurrent {
            let (params, results) = (&self.params, &mut results);
            store
                .run_concurrent(async |store| {
                    function.call_concurrent(store, params, results).await
                })
                .await??;
        } else {
            function
                .call_async(&mut *store, &self.params, &mut results)
                .await?;
        }
        match self.is_module {
            true => results.iter().for_each(module::print),
            false => println!("{}", DisplayFuncResults(&results)),
        }
        Ok(())
    }
}

/// Finds the function `name`, such as `run` or `wasi:cli/run.run@0.2.0`. A name without an
/// interface is looked for in all of them.
fn find(component: &Component, name: &str) -> Result<(ComponentExportIndex, ComponentFunc)> {
    let Ok(item) = name.parse::<ItemName>() else {
        bail!("`{name}` is no name such as `f` or `a:b/c.f@1.0.0`");
    };
    let within = |instance: Option<&str>| {
        let instance = match instance {
            Some(name) => Some(component.get_export_index(None, name)?),
            None => None,
        };
        match component.get_export(instance.as_ref(), &item.name)? {
            (ComponentItem::ComponentFunc(ty), index) => Some((index, ty)),
            _ => None,
        }
    };
    if let Some(instance) = item.instance_name() {
        return within(Some(&instance))
            .with_context(|| format!("there is no exported function `{name}`"));
    }
    if let Some(found) = within(None) {
        return Ok(found);
    }
    let engine = component.engine();
    let ty = component.component_type();
    let names: Vec<_> = ty.exports(engine).map(|(name, _)| name).collect();
    let mut found = names
        .iter()
        .filter_map(|instance| Some((*instance, within(Some(instance))?)));
    match (found.next(), found.next()) {
        (Some((_, found)), None) => Ok(found),
        (Some((one, _)), Some((other, _))) => {
            bail!("`{name}` is a function of `{one}` and of `{other}`: name one of them")
        }
        (None, _) => bail!("there is no exported function `{name}`"),
    }
}
