<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context>
    <name>AimLook</name>
    <message>
        <source>摄像头画面</source>
        <translation>Camera picture</translation>
    </message>
</context>
<context>
    <name>Bar</name>
    <message>
        <source>重新开始</source>
        <translation>Start over</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>选择语言：%1</source>
        <translation>Choose a language: %1</translation>
    </message>
    <message>
        <source>大字</source>
        <translation>Large text</translation>
    </message>
    <message>
        <source>高对比</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>语音开</source>
        <translation>Voice on</translation>
    </message>
    <message>
        <source>语音关</source>
        <translation>Voice off</translation>
    </message>
    <message>
        <source>音量 %1</source>
        <translation>Volume %1</translation>
    </message>
    <message>
        <source>人工帮助</source>
        <translation>Call staff</translation>
    </message>
</context>
<context>
    <name>CallBoard</name>
    <message>
        <source>正在叫号</source>
        <translation>Now calling</translation>
    </message>
    <message>
        <source>等候 · %1/%2</source>
        <translation>Waiting · %1/%2</translation>
    </message>
    <message>
        <source>等候</source>
        <translation>Waiting</translation>
    </message>
</context>
<context>
    <name>CodeLook</name>
    <message>
        <source>您的号码的二维码</source>
        <translation>QR code of your number</translation>
    </message>
</context>
<context>
    <name>CodePad</name>
    <message>
        <source>查预约</source>
        <translation>Look it up</translation>
    </message>
</context>
<context>
    <name>EnrolmentScreen</name>
    <message>
        <source>加入用的二维码</source>
        <translation>QR code for admitting this panel</translation>
    </message>
    <message>
        <source>设备码</source>
        <translation>Panel code</translation>
    </message>
    <message>
        <source>校验数字</source>
        <translation>Check digits</translation>
    </message>
</context>
<context>
    <name>FloorRows</name>
    <message>
        <source>您在这层</source>
        <translation>You are here</translation>
    </message>
</context>
<context>
    <name>HelpScreen</name>
    <message>
        <source>好的，返回</source>
        <translation>All right, go back</translation>
    </message>
</context>
<context>
    <name>HomeDeck</name>
    <message>
        <source>输入要办的事</source>
        <translation>Type what you came for</translation>
    </message>
    <message>
        <source>事项、证件或部门，如“护照”“hz”</source>
        <translation>A matter, document or department: “passport”, “visa”</translation>
    </message>
    <message>
        <source>找窗口</source>
        <translation>Find your window</translation>
    </message>
    <message>
        <source>去哪办 · 怎么走 · 带什么</source>
        <translation>Where to go · how to get there · what to bring</translation>
    </message>
</context>
<context>
    <name>HomeScreen</name>
    <message>
        <source>取号排队</source>
        <translation>Take a number</translation>
    </message>
    <message>
        <source>扫码</source>
        <translation>Scan a code</translation>
    </message>
    <message>
        <source>查排队、预约报到</source>
        <translation>Your place in line, check-in</translation>
    </message>
    <message>
        <source>楼层地图</source>
        <translation>Floor map</translation>
    </message>
    <message>
        <source>窗口、电梯、卫生间</source>
        <translation>Windows, lifts, toilets</translation>
    </message>
    <message>
        <source>按部门找</source>
        <translation>Departments</translation>
    </message>
    <message>
        <source>公安、社保、税务等</source>
        <translation>Police, insurance, tax …</translation>
    </message>
    <message>
        <source>一件事</source>
        <translation>Life events</translation>
    </message>
    <message>
        <source>开店、生育、退休等</source>
        <translation>A shop, a child, retirement …</translation>
    </message>
    <message>
        <source>找设施</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <source>卫生间、打印、饮水</source>
        <translation>Toilets, copies, water</translation>
    </message>
    <message>
        <source>政策公告</source>
        <translation>Notices</translation>
    </message>
    <message>
        <source>惠民政策、通知、公示</source>
        <translation>Policies, news, lists</translation>
    </message>
</context>
<context>
    <name>IdleWarning</name>
    <message>
        <source>您还在吗？</source>
        <translation>Are you still there?</translation>
    </message>
    <message>
        <source>%1 秒后将清除您看过的内容，让下一位使用。</source>
        <translation>In %1 seconds everything you looked at is cleared for the next visitor.</translation>
    </message>
    <message>
        <source>还在，请碰一下屏幕任何地方</source>
        <translation>Yes: touch the screen anywhere</translation>
    </message>
</context>
<context>
    <name>KeyGrid</name>
    <message>
        <source>更多，第%1页，共%2页</source>
        <translation>More, page %1 of %2</translation>
    </message>
    <message>
        <source>更多 %1/%2</source>
        <translation>More %1/%2</translation>
    </message>
</context>
<context>
    <name>KeyboardKey</name>
    <message>
        <source>删除一个字</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>清空</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>空格</source>
        <translation>Space</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>办事大厅触摸屏</source>
        <translation>Hall kiosk</translation>
    </message>
</context>
<context>
    <name>MapDeck</name>
    <message>
        <source>带我去</source>
        <translation>Show me the way</translation>
    </message>
    <message>
        <source>返回全部类别，现在是：%1</source>
        <translation>Back to all kinds, now: %1</translation>
    </message>
</context>
<context>
    <name>MapKeys</name>
    <message>
        <source>放大</source>
        <translation>Closer</translation>
    </message>
    <message>
        <source>向上看</source>
        <translation>Up</translation>
    </message>
    <message>
        <source>缩小</source>
        <translation>Farther</translation>
    </message>
    <message>
        <source>整层</source>
        <translation>All</translation>
    </message>
    <message>
        <source>向左看</source>
        <translation>Left</translation>
    </message>
    <message>
        <source>向下看</source>
        <translation>Down</translation>
    </message>
    <message>
        <source>向右看</source>
        <translation>Right</translation>
    </message>
    <message>
        <source>我的位置</source>
        <translation>Here</translation>
    </message>
</context>
<context>
    <name>MapView</name>
    <message>
        <source>楼层图：%1</source>
        <translation>Floor plan: %1</translation>
    </message>
</context>
<context>
    <name>MatterDeck</name>
    <message>
        <source>要带什么</source>
        <translation>What to bring</translation>
    </message>
    <message>
        <source>多久 · 收费</source>
        <translation>Time · cost</translation>
    </message>
    <message>
        <source>常见问题</source>
        <translation>Questions</translation>
    </message>
    <message>
        <source>取号</source>
        <translation>Take a number</translation>
    </message>
    <message>
        <source>加到同一张号</source>
        <translation>Add to the ticket</translation>
    </message>
    <message>
        <source>在地图上看</source>
        <translation>See on the map</translation>
    </message>
</context>
<context>
    <name>NoticeColumns</name>
    <message>
        <source>更多栏目</source>
        <translation>More columns</translation>
    </message>
</context>
<context>
    <name>NoticeDeck</name>
    <message>
        <source>看整页</source>
        <translation>Whole page</translation>
    </message>
    <message>
        <source>放大</source>
        <translation>Closer</translation>
    </message>
    <message>
        <source>看大字</source>
        <translation>Large type</translation>
    </message>
    <message>
        <source>看原文</source>
        <translation>The document</translation>
    </message>
    <message>
        <source>读给我听</source>
        <translation>Read it to me</translation>
    </message>
    <message>
        <source>看其他公告</source>
        <translation>Other notices</translation>
    </message>
    <message>
        <source>下一页</source>
        <translation>Next page</translation>
    </message>
</context>
<context>
    <name>NoticePages</name>
    <message>
        <source>第%1页，共%2页</source>
        <translation>Page %1 of %2</translation>
    </message>
</context>
<context>
    <name>Pager</name>
    <message>
        <source>更多</source>
        <translation>More</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>上一页</source>
        <translation>Back a page</translation>
    </message>
</context>
<context>
    <name>PhoneCard</name>
    <message>
        <source>路线二维码</source>
        <translation>QR code of the route</translation>
    </message>
    <message>
        <source>手机扫码带走路线</source>
        <translation>Scan to take the route with you</translation>
    </message>
</context>
<context>
    <name>PhonePad</name>
    <message>
        <source>用短信提醒我</source>
        <translation>Text me</translation>
    </message>
</context>
<context>
    <name>PinLook</name>
    <message>
        <source>已输入%1位</source>
        <translation>Digits entered: %1</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>确定</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>PlaceScreen</name>
    <message>
        <source>在地图上看</source>
        <translation>See on the map</translation>
    </message>
</context>
<context>
    <name>RemindScreen</name>
    <message>
        <source>还没有输入</source>
        <translation>Nothing typed yet</translation>
    </message>
    <message>
        <source>好的，返回</source>
        <translation>Done: go back</translation>
    </message>
</context>
<context>
    <name>ReviewDeck</name>
    <message>
        <source>提交评价</source>
        <translation>Send</translation>
    </message>
    <message>
        <source>重新选</source>
        <translation>Choose again</translation>
    </message>
    <message>
        <source>不评价</source>
        <translation>No, thank you</translation>
    </message>
    <message>
        <source>好的，回首页</source>
        <translation>Done: home</translation>
    </message>
</context>
<context>
    <name>RouteDeck</name>
    <message>
        <source>上一步</source>
        <translation>Previous step</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next step</translation>
    </message>
    <message>
        <source>再听一遍</source>
        <translation>Say it again</translation>
    </message>
    <message>
        <source>楼层图</source>
        <translation>Floor plan</translation>
    </message>
</context>
<context>
    <name>SearchDeck</name>
    <message>
        <source>输入要办的事</source>
        <translation>Type what you came for</translation>
    </message>
    <message>
        <source>拼音、首字母或窗口号</source>
        <translation>A word or a window number</translation>
    </message>
</context>
<context>
    <name>SearchScreen</name>
    <message>
        <source>找窗口</source>
        <translation>Find your window</translation>
    </message>
</context>
<context>
    <name>StaffScreen</name>
    <message>
        <source>好的，返回</source>
        <translation>All right, go back</translation>
    </message>
</context>
<context>
    <name>StaffTestScreen</name>
    <message>
        <source>结束测试</source>
        <translation>End the test</translation>
    </message>
    <message>
        <source>擦掉</source>
        <translation>Wipe</translation>
    </message>
    <message>
        <source>下一个颜色</source>
        <translation>Next colour</translation>
    </message>
</context>
<context>
    <name>StepCards</name>
    <message>
        <source>第%1步：%2</source>
        <translation>Step %1: %2</translation>
    </message>
</context>
<context>
    <name>TakeHowDeck</name>
    <message>
        <source>取号</source>
        <translation>Take a number</translation>
    </message>
    <message>
        <source>一般办事</source>
        <translation>As everybody does</translation>
    </message>
    <message>
        <source>优先取号：您是</source>
        <translation>First by right: you are</translation>
    </message>
    <message>
        <source>优先取号：%1</source>
        <translation>First by right: %1</translation>
    </message>
    <message>
        <source>我有预约，去报到</source>
        <translation>I have an appointment: check in</translation>
    </message>
    <message>
        <source>再加一件事，用同一张号</source>
        <translation>Add a matter to the same ticket</translation>
    </message>
    <message>
        <source>再加一件事</source>
        <translation>Add a matter</translation>
    </message>
</context>
<context>
    <name>TakeHowScreen</name>
    <message>
        <source>预计等候</source>
        <translation>Expected wait</translation>
    </message>
    <message>
        <source>选别的业务</source>
        <translation>Choose something else</translation>
    </message>
</context>
<context>
    <name>ThemeScreen</name>
    <message>
        <source>更多材料</source>
        <translation>More papers</translation>
    </message>
</context>
<context>
    <name>TouchField</name>
    <message>
        <source>可及线</source>
        <translation>Reach line</translation>
    </message>
</context>
<context>
    <name>TypeCodeScreen</name>
    <message>
        <source>还没有输入</source>
        <translation>Nothing typed yet</translation>
    </message>
</context>
</TS>
